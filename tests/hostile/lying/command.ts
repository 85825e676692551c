// Every operation through the command, in a process of its own at a home of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CertificateAuthority } from '../../node/certificate_authority.js';
import { sandboxHome, type SandboxHome } from '../../node/sandbox_home.js';
import { type LyingServer, type Operation, startLying, type Tell } from './server.js';

const MAIN = fileURLToPath(new URL('../../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const PEAK = new URL('../children/peak.js', import.meta.url).href;
/** Longer than any command takes: three exchanges of 15 seconds, and the waits between them. */
const PATIENCE_MILLISECONDS = 100_000;

/** Signs in with what a person pastes, and with a device code. */
const SIGN_IN: readonly string[] = ['sso', 'login', '--sso-session', 'work', '--no-browser'];
const DEVICE_CODE: readonly string[] = [...SIGN_IN, '--use-device-code'];

/** The words of the command that comes to the operation. */
const WORDS: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  RegisterClient: SIGN_IN,
  StartDeviceAuthorization: DEVICE_CODE,
  'CreateToken: authorization_code': SIGN_IN,
  'CreateToken: device_code': DEVICE_CODE,
  'CreateToken: refresh_token': ['configure', 'export-credentials', '--profile', 'demo'],
  ListAccounts: ['sso', 'list-accounts', '--sso-session', 'work'],
  ListAccountRoles: ['sso', 'list-account-roles', '--sso-session', 'work', '--account-id'],
  GetRoleCredentials: ['configure', 'export-credentials', '--profile', 'demo'],
  Logout: ['sso', 'logout'],
  GetCallerIdentity: ['sts', 'get-caller-identity', '--profile', 'demo'],
  AssumeRole: ['configure', 'export-credentials', '--profile', 'deploy'],
  'start URL': ['sso', 'login', '--sso-session', 'people', '--no-browser'],
};

/** What a command came to. */
export interface Ran {
  /** `undefined` if it had to be killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that it held, in MiB. */
  readonly peak: number;
  readonly milliseconds: number;
  readonly server: LyingServer;
  readonly home: SandboxHome;
}

/** What {@link runLiedTo} needs. */
export interface Circumstances {
  readonly operation: Operation;
  readonly tell: Tell;
  readonly trap: string;
  readonly authority: CertificateAuthority;
}

/** Runs the command for the operation, and lies to it. */
export async function runLiedTo(t: TestContext, how: Circumstances): Promise<Ran> {
  const { operation, authority } = how;
  const home = await sandboxHome(t, { accounts: 1, roles: 1, lifetimes: { deviceCode: 8 } });
  const isTls = operation === 'start URL';
  const server = await startLying(t, {
    ...how,
    about: operation,
    sandbox: home.sandbox,
    startUrl: home.sandbox.startUrl,
    ...(isTls ? { identity: authority.issue(['127.0.0.1']) } : {}),
  });
  const bundle = join(home.folder, 'authority.pem');
  await writeFile(bundle, authority.cert);
  await prepare(home, server, operation);
  const { origin } = server;
  const environment = {
    ...home.environment,
    AWS_ENDPOINT_URL_SSO_OIDC: origin,
    AWS_ENDPOINT_URL_SSO: origin,
    AWS_ENDPOINT_URL_STS: origin,
    ...(isTls ? { AWS_CA_BUNDLE: bundle } : {}),
  };
  const words = [...(WORDS[operation] ?? [])];
  if (words.at(-1) === '--account-id') words.push(home.sandbox.accounts[0]?.accountId ?? '');
  const browse = async (url: string): Promise<void> => {
    await (await fetch(await home.sandbox.decide(url, 'approve'))).text();
  };
  return { ...(await run(words, environment, browse)), server, home };
}

async function prepare(
  home: SandboxHome,
  server: LyingServer,
  operation: Operation,
): Promise<void> {
  await home.configure(
    '[profile deploy]',
    `role_arn = arn:aws:iam::${home.sandbox.accounts[0]?.accountId}:role/Deploy`,
    'source_profile = demo',
    `region = ${home.sandbox.region}`,
    '[sso-session people]',
    `sso_start_url = ${server.origin}/people`,
    `sso_region = ${home.sandbox.region}`,
  );
  const isSignIn = WORDS[operation]?.[1] === 'login';
  if (isSignIn) return;
  await home.signIn();
  if (operation !== 'CreateToken: refresh_token') return;
  const token = await home.json(home.tokenPath());
  const ended = JSON.stringify({ ...token, expiresAt: '2026-01-01T00:00:00Z' });
  await writeFile(join(home.folder, home.tokenPath()), ended);
}

async function run(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  browse: (url: string) => Promise<unknown>,
): Promise<Omit<Ran, 'server' | 'home'>> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK, MAIN, ...words], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLISECONDS);
  const texts = ['', '', '', ''];
  let isVisited = false;
  child.stdio.forEach((stream, index) => {
    if (index === 0) return;
    stream?.on('data', (bytes: Buffer) => {
      texts[index] += bytes.toString('utf8');
      const url = /https?:\/\/\S+\/authorize\?\S+(?=\s)/.exec(texts[1] ?? '')?.[0];
      if (url === undefined || isVisited) return;
      isVisited = true;
      void browse(url).catch(() => undefined);
    });
  });
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return {
    code: typeof code === 'number' ? code : undefined,
    stdout: texts[1] ?? '',
    stderr: texts[2] ?? '',
    peak: Math.round(Number(texts[3]) / 1024),
    milliseconds: performance.now() - began,
  };
}
