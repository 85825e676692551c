// The functions for Node, given up at any moment or faced with what cannot work: a coded error in time, never a hang.

import { equal, ok } from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  callerIdentity,
  createNodeIdentityCenter,
  fromProfile,
  isIdentityCenterError,
  sessionFromConfig,
  sharedSessions,
  signIn,
  tokenFromProfile,
} from 'aws-sso-wasm/node';
import { sandboxHome, visit, type SandboxHome } from './sandbox_home.js';

/** Longer than anything here may take once it was given up: what is being written may still be finished. */
const PATIENCE_MILLISECONDS = 5_000;

/** Whether it settles in time, and how. */
async function settled(work: Promise<unknown>): Promise<'done' | 'hangs' | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE_MILLISECONDS);
  });
  const outcome = work.then(
    () => 'done',
    (error: unknown) => (isIdentityCenterError(error) ? error.code : String(error)),
  );
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

/** Everything that waits, each with a fresh machine behind it. */
const CALLS: readonly (readonly [
  string,
  (home: SandboxHome, signal: AbortSignal) => Promise<unknown>,
])[] = [
  ['sharedSessions', (home, signal) => sharedSessions({ ...home, signal })],
  [
    'sessionFromConfig',
    (home, signal) => sessionFromConfig({ profile: 'demo' }, { ...home, signal }),
  ],
  ['fromProfile', (home, signal) => fromProfile('demo', { ...home, signal })()],
  ['tokenFromProfile', (home, signal) => tokenFromProfile('demo', { ...home, signal })()],
  [
    'signIn',
    async (home, signal) =>
      signIn(await sessionFromConfig({ ssoSession: 'work' }, home), { openUrl: visit, signal }),
  ],
  [
    'signIn with a device code',
    async (home, signal) =>
      signIn(await sessionFromConfig({ ssoSession: 'work' }, home), {
        method: 'device-code',
        onPrompt: () => undefined,
        signal,
      }),
  ],
  [
    'callerIdentity',
    async (home, signal) => {
      const credentials = await fromProfile('demo', home)();
      return callerIdentity(credentials, { region: home.sandbox.region, ...home, signal });
    },
  ],
];

for (const [name, call] of CALLS) {
  test(`${name} can be given up at any moment`, async (t) => {
    const home = await sandboxHome(t, { latency: 15 });
    await home.signIn();
    for (let delay = 0; delay < 100; delay += 10) {
      // What was given up may still finish its write.
      await rm(join(home.folder, '.aws/cli'), { recursive: true, force: true, maxRetries: 10 });
      const signal = delay === 0 ? AbortSignal.abort() : AbortSignal.timeout(delay);
      const outcome = await settled(call(home, signal));
      ok(outcome === 'ERR_ABORTED' || outcome === 'done', `after ${delay} ms: ${outcome}`);
      if (delay === 0) equal(outcome, 'ERR_ABORTED');
    }
    // Nothing is left locked, and nothing was lost.
    equal(await settled(fromProfile('demo', home)()), 'done');
  });
}

test('files that cannot be used are coded errors', async (t) => {
  const home = await sandboxHome(t);
  const { folder, environment } = home;
  const all = async (): Promise<readonly string[]> => [
    await settled(sharedSessions(home)),
    await settled(sessionFromConfig({ profile: 'demo' }, home)),
    await settled(fromProfile('demo', home)()),
    await settled(tokenFromProfile('demo', home)()),
  ];
  const config = join(folder, '.aws/config');
  await writeFile(config, '[profile demo\nnonsense');
  for (const outcome of await all()) equal(outcome, 'ERR_CONFIG_INVALID');
  await rm(config);
  await mkdir(config);
  for (const outcome of await all()) equal(outcome, 'ERR_STORE');
  await rm(config, { recursive: true });
  await symlink('config', config);
  for (const outcome of await all()) equal(outcome, 'ERR_STORE');
  // No file, and without an end.
  const elsewhere = { ...environment, AWS_CONFIG_FILE: '/dev/zero' };
  equal(await settled(sharedSessions({ environment: elsewhere })), 'ERR_STORE');
});

test('a token file that makes no sense asks for a sign-in, which mends it', async (t) => {
  const home = await sandboxHome(t);
  await mkdir(join(home.folder, '.aws/sso/cache'), { recursive: true });
  for (const text of ['', '{', '[]', '{"accessToken": 1}', '{"accessToken": "a"}']) {
    await writeFile(join(home.folder, home.tokenPath()), text);
    equal(await settled(fromProfile('demo', home)()), 'ERR_SIGN_IN_REQUIRED', text);
    await home.signIn();
    equal(await settled(tokenFromProfile('demo', home)()), 'done', text);
  }
});

test('a store, a clock and a fetch of the caller that fail are coded errors', async (t) => {
  const { environment, sandbox } = await sandboxHome(t);
  const failing = (): never => {
    throw new Error('SECRET');
  };
  const store = {
    read: failing,
    write: failing,
    remove: failing,
    list: failing,
    lock: failing,
  };
  const where = { startUrl: sandbox.startUrl, region: sandbox.region };
  for (const [options, code] of [
    [{ store }, 'ERR_STORE'],
    [{ fetch: failing }, 'ERR_NETWORK'],
  ] as const) {
    const session = createNodeIdentityCenter({ environment, ...options }).session(where);
    equal(await settled(signIn(session, { openUrl: visit })), code);
  }
});
