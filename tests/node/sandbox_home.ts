// A person's machine for one test: a home with the AWS files in it, and the services as the sandbox has them.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { signIn, sessionFromConfig } from 'aws-sso-wasm/node';
import { createSandbox, listen, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';
import { temporaryFolder } from './temporary_folder.js';

/** The machine. */
export interface SandboxHome {
  readonly sandbox: Sandbox;
  /** The sandbox's address. */
  readonly url: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Adds lines to ~/.aws/config. */
  configure(...lines: readonly string[]): Promise<void>;
  /** A file below the home, parsed. */
  json(path: string): Promise<Record<string, unknown>>;
  /** The path of the token file of a session, below the home. */
  tokenPath(session?: string): string;
  /** How often a token was asked for with this grant. */
  granted(grant: string): number;
  /** Signs in to the session `work` as a person would. */
  signIn(): Promise<void>;
}

/** A browser in which somebody allows everything. */
export async function visit(url: string): Promise<void> {
  await (await fetch(url)).text();
}

/** Sets a machine up, with the session `work` and the profile `demo` in its config file; `watching` sees what is asked. */
export async function sandboxHome(
  t: TestContext,
  options: SandboxOptions = {},
  watching: (fetch: Sandbox['fetch']) => Sandbox['fetch'] = (fetch) => fetch,
): Promise<SandboxHome> {
  const sandbox = createSandbox({ consent: 'approve', ...options });
  const server = await listen({ fetch: watching(sandbox.fetch) });
  t.after(() => server.close());
  const folder = await temporaryFolder(t);
  const environment = {
    HOME: folder,
    PATH: process.env['PATH'] ?? '',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...server.environment,
  };
  const config = join(folder, '.aws/config');
  await mkdir(dirname(config));
  const [account] = sandbox.accounts;
  const home: SandboxHome = {
    sandbox,
    url: server.url,
    folder,
    environment,
    configure: (...lines) => writeFile(config, `${lines.join('\n')}\n`, { flag: 'a' }),
    json: async (path) => Object(JSON.parse(await readFile(join(folder, path), 'utf8'))),
    tokenPath: (session = 'work') =>
      `.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`,
    granted: (grant) => sandbox.count('CreateToken', (event) => event.grant === grant),
    async signIn() {
      const session = await sessionFromConfig({ ssoSession: 'work' }, { environment });
      await signIn(session, { openUrl: visit });
    },
  };
  await home.configure(
    '[sso-session work]',
    `sso_start_url = ${sandbox.startUrl}`,
    `sso_region = ${sandbox.region}`,
    'sso_registration_scopes = sso:account:access',
    '[profile demo]',
    'sso_session = work',
    `sso_account_id = ${account?.accountId}`,
    `sso_role_name = ${account?.roles[0]}`,
    `region = ${sandbox.region}`,
  );
  return home;
}
