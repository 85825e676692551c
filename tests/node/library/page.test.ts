// The browser entry in a stand-in for a page: what is stored where, redirects, replays, and a storage that is blocked.

import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  completeRedirect,
  createBrowserIdentityCenter,
  isIdentityCenterError,
  signInWithRedirect,
  type BrowserOptions,
  type IdentityCenter,
} from 'aws-sso-wasm/browser';
import { createSandbox, type Sandbox } from 'aws-sso-wasm/sandbox';
import { documentsIn, objectStorePrototype, settled } from './fake_database.js';
import { FakePage } from './fake_page.js';
import { inTime } from './stage.js';

interface Stage {
  readonly page: FakePage;
  readonly sandbox: Sandbox;
  /** What the page makes anew each time it is loaded. */
  load(options?: BrowserOptions): IdentityCenter;
}

function setStage(t: TestContext, url = 'http://127.0.0.1:5173/accounts?q=1#top'): Stage {
  const page = new FakePage(url);
  page.open(t);
  const sandbox = createSandbox({ consent: 'approve' });
  return {
    page,
    sandbox,
    load: (options = {}) => createBrowserIdentityCenter({ fetch: sandbox.fetch, ...options }),
  };
}

/** Leaves the page for the sign-in; the address that the browser then comes back to. */
async function leave(
  { page, sandbox }: Stage,
  identityCenter: IdentityCenter,
  returnTo?: string,
): Promise<string> {
  const { startUrl, region } = sandbox;
  const session = identityCenter.session({ startUrl, region });
  const stop = new AbortController();
  const options = { signal: stop.signal, ...(returnTo === undefined ? {} : { returnTo }) };
  const left = signInWithRedirect(session, options);
  const ended = rejects(left, { code: 'ERR_ABORTED' });
  const url = await page.left();
  stop.abort();
  await ended;
  return await sandbox.decide(url, 'approve');
}

for (const storage of ['memory', 'session', 'local'] as const) {
  test(`a redirect signs in, with the storage ${storage}`, async (t) => {
    const stage = setStage(t);
    const { page } = stage;
    const callback = await leave(stage, stage.load({ storage }), '/roles?of=1#first');
    page.url = new URL(callback);
    const identityCenter = stage.load({ storage });
    const completing = completeRedirect(identityCenter);
    deepEqual(page.replaced, ['/oauth/callback']);
    const done = await completing;
    equal(done?.returnTo, '/roles?of=1#first');
    equal(done.status.signedIn, true);
    equal((await done.session.status()).signedIn, true);
    deepEqual(page.replaced, ['/oauth/callback', '/roles?of=1#first']);
    equal(await completeRedirect(identityCenter), undefined);
    const kept = { memory: [0, 0], session: [2, 0], local: [0, 2] }[storage];
    deepEqual([page.sessionStorage.length, (await documentsIn(page.indexedDB)).size], kept);
    const names = [...page.sessionStorage.items.keys()];
    ok(names.every((name) => name.startsWith('aws-sso-wasm/')));
    const again = stage.load({ storage }).session(done.session);
    equal((await again.status()).signedIn, storage !== 'memory');
    await done.session.signOut();
    const left = [
      ...page.sessionStorage.items.values(),
      ...(await documentsIn(page.indexedDB)).values(),
    ];
    ok(left.every((text) => !text.includes('accessToken')));
  });
}

test('a callback serves once: replayed, by the back button, and after a reload in the middle', async (t) => {
  const stage = setStage(t);
  const { page } = stage;
  const callback = await leave(stage, stage.load());
  page.url = new URL(callback);
  await completeRedirect(stage.load());
  equal(page.url.href, 'http://127.0.0.1:5173/');
  page.url = new URL(callback);
  await rejects(completeRedirect(stage.load()), { code: 'ERR_STATE_MISMATCH' });
  equal(page.url.search, '');
  page.url = new URL('http://127.0.0.1:5173/oauth/callback');
  await rejects(completeRedirect(stage.load()), { code: 'ERR_STATE_MISMATCH' });
});

test('a forged callback changes nothing', async (t) => {
  const stage = setStage(t);
  const { page } = stage;
  const callback = await leave(stage, stage.load());
  const forged = new URL(callback);
  forged.searchParams.set('state', crypto.randomUUID());
  page.url = forged;
  await rejects(completeRedirect(stage.load()), { code: 'ERR_STATE_MISMATCH' });
  page.url = new URL(callback);
  equal((await completeRedirect(stage.load()))?.status.signedIn, true);
});

test('a person who declines is told so', async (t) => {
  const stage = setStage(t);
  const { page, sandbox } = stage;
  await leave(stage, stage.load());
  page.url = new URL(await sandbox.decide(page.assigned.at(-1) ?? '', 'deny'));
  await rejects(completeRedirect(stage.load()), { code: 'ERR_ACCESS_DENIED' });
  equal(page.url.href, 'http://127.0.0.1:5173/');
  equal(page.sessionStorage.length, 0);
});

test('a page from elsewhere is told to use a device code', async (t) => {
  for (const url of ['https://console.example.com/', 'http://localhost:5173/', 'http://[::1]/']) {
    const stage = setStage(t, url);
    const session = stage.load().session({ startUrl: stage.sandbox.startUrl, region: 'us-east-1' });
    await rejects(signInWithRedirect(session), (error) => {
      ok(isIdentityCenterError(error, 'ERR_INVALID_ARGUMENT'));
      ok(error.help?.includes('device code'));
      return true;
    });
    equal(await completeRedirect(stage.load()), undefined);
  }
});

test('there is no way to return to another origin', async (t) => {
  const stage = setStage(t);
  const session = stage.load().session({ startUrl: stage.sandbox.startUrl, region: 'us-east-1' });
  for (const returnTo of [
    'https://evil.example.com/',
    '//evil.example.com/',
    '/\\evil.example.com/',
    '/.//evil.example.com/',
    'javascript:alert(1)',
    'http://127.0.0.1:5174/',
    'http://',
  ]) {
    await rejects(signInWithRedirect(session, { returnTo }), { code: 'ERR_INVALID_ARGUMENT' });
  }
  equal(stage.page.assigned.length, 0);
});

test('a storage that is blocked or full is told by a sentence; memory works without', async (t) => {
  const stage = setStage(t);
  const { page, sandbox } = stage;
  const { startUrl, region } = sandbox;
  page.isBlocked = true;
  for (const [storage, place] of [
    ['session', 'sessionStorage'],
    ['local', 'database'],
  ] as const) {
    const session = stage.load({ storage }).session({ startUrl, region });
    await rejects(inTime(session.status()), (error) => {
      ok(isIdentityCenterError(error, 'ERR_STORE'));
      equal(error.message, `The browser's ${place} could not be read.`);
      ok(error.cause instanceof DOMException);
      ok(error.help);
      return true;
    });
  }
  const session = stage.load().session({ startUrl, region });
  await rejects(inTime(signInWithRedirect(session)), { code: 'ERR_STORE' });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  equal((await session.status()).signedIn, true);
  page.isBlocked = false;
  page.sessionStorage.isFull = true;
  t.mock.method(objectStorePrototype, 'put', () => {
    throw new DOMException('Full.', 'QuotaExceededError');
  });
  for (const storage of ['session', 'local'] as const) {
    const full = stage.load({ storage }).session({ startUrl, region });
    await rejects(inTime(full.signInWithDeviceCode({ onPrompt: () => undefined })), {
      code: 'ERR_STORE',
    });
  }
  t.mock.restoreAll();
  page.sessionStorage.isFull = false;
  for (const storage of ['session', 'local'] as const) {
    const room = stage.load({ storage }).session({ startUrl, region });
    await room.signInWithDeviceCode({ onPrompt: () => undefined });
  }
});

test('a database that is deleted meanwhile is made anew, empty', async (t) => {
  const { page, sandbox, load } = setStage(t);
  const { startUrl, region } = sandbox;
  const session = load({ storage: 'local' }).session({ startUrl, region });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  await settled(page.indexedDB.deleteDatabase('aws-sso-wasm'));
  equal((await inTime(session.status())).signedIn, false);
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  equal((await documentsIn(page.indexedDB)).size, 2);
});

test('who only looks makes no database; a browser that cannot tell whether there is one works too', async (t) => {
  const { page, sandbox, load } = setStage(t);
  const { startUrl, region } = sandbox;
  const isSignedIn = async (): Promise<boolean> => {
    const session = load({ storage: 'local' }).session({ startUrl, region });
    return (await inTime(session.status())).signedIn;
  };
  equal(await isSignedIn(), false);
  deepEqual(await page.indexedDB.databases(), []);
  Object.defineProperty(page.indexedDB, 'databases', { value: undefined, configurable: true });
  equal(await isSignedIn(), false);
  const session = load({ storage: 'local' }).session({ startUrl, region });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  equal(await isSignedIn(), true);
  Reflect.deleteProperty(page.indexedDB, 'databases');
  equal(await isSignedIn(), true);
});

test('in a page the relay may be a path, and a failure names it or says what a page needs', async (t) => {
  const stage = setStage(t);
  const { startUrl, region } = stage.sandbox;
  const asked: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(`${url} ${String(Object(init).credentials)} ${String(init.redirect)}`);
    throw new TypeError('Failed to fetch');
  };
  const refused = async (options: BrowserOptions): Promise<string> => {
    const session = createBrowserIdentityCenter({ fetch, ...options }).session({
      startUrl,
      region,
    });
    const error: unknown = await session
      .signInWithDeviceCode({ onPrompt: () => undefined })
      .catch((caught: unknown) => caught);
    ok(isIdentityCenterError(error, 'ERR_NETWORK'));
    ok(error.retryable);
    return error.help ?? '';
  };
  ok((await refused({ relay: '/idc' })).includes('server that this page came from'));
  equal(asked[0], 'http://127.0.0.1:5173/idc/us-east-1/oidc/client/register same-origin manual');
  asked.length = 0;
  ok((await refused({})).includes('CORS'));
  equal(asked[0], 'https://oidc.us-east-1.amazonaws.com/client/register omit manual');
});
