// Everything around one test: a sandbox, a code-server whose extension is set up for it, and a window.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { createSandbox, listen, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';
import { setting, startCodeServer, type CodeServer } from './code_server.js';
import { Workbench } from './workbench.js';

/** The first has a name that VS Code would draw as an icon, were it let; the second has none. */
const ACCOUNTS = [
  { accountId: '111122223333', accountName: 'Shop $(zap) <b>', roles: ['ReadOnly', 'Admin'] },
  { accountId: '444455556666', roles: ['ReadOnly'] },
];

export interface Stage {
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  readonly server: CodeServer;
  readonly workbench: Workbench;
}

export interface StageOptions {
  readonly sandbox?: SandboxOptions;
  /** What is set besides start URL, Region and endpoint. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `~/.aws/config`, for a sandbox there. */
  readonly config?: (sandboxUrl: string) => string;
  /** Whether AWS is reached by a relay beside code-server, through its proxy. */
  readonly relay?: boolean;
}

export async function setStage(
  t: TestContext,
  { sandbox: options = {}, settings = {}, config, relay }: StageOptions = {},
): Promise<Stage> {
  let opened: Workbench | undefined;
  // Hooks run in the order in which they are added: this one while everything still runs.
  t.after(() => opened?.screenshot(`last of ${t.name.replaceAll(/[^\w ]/g, '')}`));
  const sandbox = createSandbox({ accounts: ACCOUNTS, ...options });
  const { url: sandboxUrl, close } = await listen(sandbox);
  t.after(close);
  const server = await startCodeServer(t, {
    portal: sandboxUrl,
    ...(config === undefined ? {} : { config: config(sandboxUrl) }),
  });
  await server.configure({
    'awsIdentityCenter.startUrl': sandbox.startUrl,
    'awsIdentityCenter.region': sandbox.region,
    'awsIdentityCenter.endpoint': sandboxUrl,
    ...(relay === true
      ? { 'awsIdentityCenter.relay': `/proxy/${await startRelay(t, server.url, sandboxUrl)}/idc` }
      : {}),
    ...settings,
  });
  const workbench = await Workbench.open(t, server);
  opened = workbench;
  await workbench.ready();
  return { sandbox, sandboxUrl, server, workbench };
}

/** Starts the example's relay to the sandbox; its port. */
async function startRelay(t: TestContext, origin: string, sandboxUrl: string): Promise<number> {
  const script = join(setting('VSCODE_EXTENSION'), 'relay.mjs');
  const relay = spawn(process.execPath, [script, origin, sandboxUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], PORT: '0' },
  });
  t.after(() => relay.kill('SIGKILL'));
  for await (const line of createInterface(relay.stdout)) {
    const port = /port (\d+)\.$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('The relay ended before it listened.');
}

/** What the files of the shared token cache hold that nobody else may see. */
export async function secretsOf(
  { home }: CodeServer,
  members = /Token$|Secret$/,
): Promise<readonly string[]> {
  const folder = join(home, '.aws/sso/cache');
  const secrets: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const document: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    if (typeof document !== 'object' || document === null) continue;
    for (const [member, value] of Object.entries(document)) {
      if (members.test(member) && typeof value === 'string') secrets.push(value);
    }
  }
  return secrets;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
