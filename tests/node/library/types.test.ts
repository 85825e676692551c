// The declarations compile for whoever uses them: with the DOM's types and without, with Node's and without.

import { equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The project that has the package and TypeScript installed. */
const consumer = fileURLToPath(new URL('../../../', import.meta.url));

const PROGRAM = `
import { callerIdentity, createIdentityCenter, init, isIdentityCenterError } from 'aws-sso-wasm';
import type { AwsCredentialIdentityProvider, IdentityCenterEvent, Session, Store } from 'aws-sso-wasm';
import { completeRedirect, createBrowserIdentityCenter, signInWithRedirect } from 'aws-sso-wasm/browser';
import { wasm } from 'aws-sso-wasm/inline';
import { createSandbox } from 'aws-sso-wasm/sandbox';

export async function main(store: Store): Promise<string> {
  await init(wasm);
  await init(new URL('https://example.com/core.wasm'));
  await init(new Uint8Array(8));
  const sandbox = createSandbox();
  const identityCenter = createIdentityCenter({ fetch: sandbox.fetch, store, relay: '/idc' });
  identityCenter.subscribe((event: IdentityCenterEvent) => {
    if (event.type === 'expiring') event.expiresAt.getTime();
    // @ts-expect-error A prompt is only there in the event that is one.
    event.prompt;
  });
  const session: Session = identityCenter.session({ startUrl: '', region: '' });
  // @ts-expect-error A role is an account and a name.
  session.provider({ accountId: '' });
  // @ts-expect-error A redirect URI has to be given.
  await session.beginSignIn({});
  await session.signInWithDeviceCode({ onPrompt: ({ userCode }) => userCode.length });
  for await (const { account, roles } of session.accountRoles({ signal: new AbortController().signal })) {
    const name: string | undefined = account.accountName;
    if (name === roles[0]?.roleName) break;
  }
  const provider: AwsCredentialIdentityProvider = session.provider({ accountId: '', roleName: '' });
  const { arn } = await callerIdentity(await provider(), { region: '', fetch });
  const browser = createBrowserIdentityCenter({ storage: 'local' });
  // @ts-expect-error Cookies store nothing of ours.
  createBrowserIdentityCenter({ storage: 'cookie' });
  const done = await completeRedirect(browser);
  if (done === undefined) await signInWithRedirect(session, { returnTo: '/' });
  try {
    await session.signOut();
  } catch (error) {
    if (isIdentityCenterError(error, 'ERR_SERVICE')) return error.fault.awsCode;
    // @ts-expect-error This is no code.
    if (isIdentityCenterError(error, 'ERR_NOTHING')) return '';
  }
  return arn;
}
`;

/** What a server has besides. */
const SERVER = `
import {
  createNodeIdentityCenter,
  fromProfile,
  sessionFromConfig,
  sharedSessions,
  signIn,
  tokenFromProfile,
} from 'aws-sso-wasm/node';
import { createRelay } from 'aws-sso-wasm/relay';
export async function script(openExternal: (url: string) => PromiseLike<boolean>): Promise<string> {
  const session = await sessionFromConfig({ ssoSession: 'work' }, { environment: process.env });
  await signIn(session, { openUrl: openExternal, ifNeeded: true, port: 8080 });
  // @ts-expect-error A session is chosen one way.
  await sessionFromConfig({ ssoSession: 'work', profile: 'dev' });
  const [first] = await sharedSessions();
  if (first !== undefined) await signIn(first, { method: 'device-code', onPrompt: () => undefined });
  createNodeIdentityCenter({ environment: { HOME: '/home/alex' } }).session(session);
  const provider: AwsCredentialIdentityProvider = fromProfile('dev', {
    onSignInRequired: (expired, { code }) => (code === 'ERR_SIGN_IN_REQUIRED' ? signIn(expired) : Promise.resolve()),
    mfaCode: async () => '123456',
  });
  return (await provider()).accessKeyId + (await tokenFromProfile()()).token;
}
export const relay: (request: Request) => Promise<Response> = createRelay();
// @ts-expect-error Origins are texts.
createRelay({ origins: [new URL('https://console.example.com')] });
// @ts-expect-error There is no such way to sign in.
await signIn(await sessionFromConfig(), { method: 'telepathy' });
`;

/** The settings that users differ in. */
interface Options {
  readonly module: string;
  readonly moduleResolution?: string;
  readonly lib: readonly string[];
  readonly types: readonly string[];
}

/** What tsc says, and whether it is content. */
async function compile({ types, ...options }: Options): Promise<string> {
  const folder = await mkdtemp(join(consumer, 'types-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const isServer = types.includes('node');
    await writeFile(join(folder, 'main.ts'), isServer ? PROGRAM + SERVER : PROGRAM);
    const compilerOptions = {
      target: 'es2022',
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      types,
      ...options,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = join(consumer, 'node_modules/.bin/tsc');
    return await new Promise((resolve) => {
      execFile(tsc, ['--project', folder], { cwd: folder }, (error, stdout) =>
        resolve(error === null ? '' : stdout || error.message),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const USERS: Readonly<Record<string, Options>> = {
  'a page that is bundled': {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: [],
  },
  'a worker of a page': {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'webworker', 'webworker.iterable', 'webworker.asynciterable'],
    types: [],
  },
  Node: { module: 'nodenext', lib: ['es2022'], types: ['node'] },
  'a program for both': {
    module: 'node16',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
  },
};

for (const [user, options] of Object.entries(USERS)) {
  test(`the declarations compile for ${user}`, async () => {
    equal(await compile(options), '');
  });
}

test('the compiler would notice', async () => {
  match(await compile({ module: 'nodenext', lib: ['es2022'], types: [] }), /error TS2304/);
});
