// A fetch, store or clock that throws, gives rubbish or never answers: every call ends, in a coded error.

import { equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdentity, createIdentityCenter, isIdentityCenterError } from 'aws-sso-wasm';
import type { Clock, IdentityCenterOptions, Session, Store } from 'aws-sso-wasm';
import { createMemoryStore } from '../../../node_modules/aws-sso-wasm/web/memory_store.js';
import { all, inTime, never, REDIRECT_URI, setStage, signIn, type Stage } from './stage.js';

type Call = (session: Session, stage: Stage, signal: AbortSignal) => Promise<unknown>;

/** Every export that makes a call. */
const CALLS: Readonly<Record<string, Call>> = {
  beginSignIn: (session, _, signal) => session.beginSignIn({ redirectUri: REDIRECT_URI, signal }),
  completeSignIn: (session, _, signal) =>
    session.completeSignIn(`${REDIRECT_URI}?code=code&state=${crypto.randomUUID()}`, { signal }),
  signInWithDeviceCode: (session, _, signal) =>
    session.signInWithDeviceCode({ onPrompt: () => undefined, signal }),
  useToken: (session, { clock }, signal) =>
    session.useToken(
      { accessToken: 'token', expiresAt: new Date(clock.now() + 600_000) },
      { signal },
    ),
  status: (session, _, signal) => session.status({ signal }),
  accessToken: (session, _, signal) => session.accessToken({ signal }),
  accounts: (session, _, signal) => all(session.accounts({ signal })),
  roles: (session, _, signal) => all(session.roles('111122223333', { signal })),
  accountRoles: (session, _, signal) => all(session.accountRoles({ signal })),
  roleCredentials: (session, { role }, signal) => session.roleCredentials(role, { signal }),
  signOut: (session, _, signal) => session.signOut({ signal }),
};

/** Those that need no network: what they ask for is in the store. */
const OFFLINE = ['beginSignIn', 'accessToken', 'completeSignIn', 'useToken', 'status', 'signOut'];

/** A stage whose session has a token, and the same session over other ports. */
async function over(
  change: (stage: Stage, store: Store) => IdentityCenterOptions,
): Promise<{ readonly stage: Stage; readonly session: Session }> {
  const store = createMemoryStore();
  const stage = await setStage({}, { store });
  await signIn(stage);
  const { fetch, startUrl, region } = stage.sandbox;
  const options = { fetch, store, clock: stage.clock, ...change(stage, store) };
  return { stage, session: createIdentityCenter(options).session({ startUrl, region }) };
}

/** Options with a member of any type. */
function withAny(name: keyof IdentityCenterOptions, value: unknown): IdentityCenterOptions {
  const options: IdentityCenterOptions = {};
  Reflect.set(options, name, value);
  return options;
}

/** The error of a call; what it came to is no failure here. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await inTime(call, 10_000);
    return 'done';
  } catch (error) {
    ok(isIdentityCenterError(error), String(error));
    ok(error.message.endsWith('.') || error.code === 'ERR_SIGN_IN_REQUIRED', error.message);
    return error.code;
  }
}

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} ends when its signal says so, whatever it waits for`, async () => {
    const stuck: Readonly<Record<string, (stage: Stage, store: Store) => IdentityCenterOptions>> = {
      fetch: () => ({ fetch: never }),
      read: (_, store) => ({ store: { ...store, read: never } }),
      write: (_, store) => ({ store: { ...store, write: never } }),
      remove: (_, store) => ({ store: { ...store, remove: never } }),
      list: (_, store) => ({ store: { ...store, list: never } }),
      lock: (_, store) => ({ store: { ...store, lock: never } }),
      sleep: ({ clock }) => ({ clock: { now: clock.now, sleep: never } }),
    };
    for (const [port, change] of Object.entries(stuck)) {
      const { stage, session } = await over(change);
      const stop = new AbortController();
      const ended = outcome(call(session, stage, stop.signal));
      setTimeout(() => stop.abort(), 20);
      const code = await ended;
      ok(
        [
          'ERR_ABORTED',
          'done',
          'ERR_SIGN_IN_REQUIRED',
          'ERR_STATE_MISMATCH',
          'ERR_SERVICE',
        ].includes(code),
        `${port}: ${code}`,
      );
      if (port === 'fetch' && !OFFLINE.includes(name)) equal(code, 'ERR_ABORTED', port);
      if (port === 'read') equal(code, 'ERR_ABORTED', port);
    }
  });

  test(`${name} does not begin when its signal has ended before`, async () => {
    const { stage, session } = await over((_, store) => ({ store }));
    const before = stage.sandbox.events.length;
    const reason = new Error('Enough.');
    const error: unknown = await call(session, stage, AbortSignal.abort(reason)).catch(
      (caught: unknown) => caught,
    );
    ok(isIdentityCenterError(error, 'ERR_ABORTED'));
    equal(error.cause, reason);
    equal(stage.sandbox.events.length, before);
  });

  test(`${name} survives ports that throw and ports that give rubbish`, async () => {
    const cause = new Error('The secret is 42.');
    const thrower = (): never => {
      throw cause;
    };
    const rejecter = (): Promise<never> => Promise.reject(cause);
    const rubbish = [undefined, null, 7, 'text', {}, [], Number.NaN];
    const asStore = (store: Store, method: keyof Store, fake: unknown): Store =>
      Object.assign({ ...store }, { [method]: fake });
    const asClock = (clock: Clock, method: keyof Clock, fake: unknown): Clock =>
      Object.assign({ ...clock }, { [method]: fake });
    const methods: readonly (keyof Store)[] = ['read', 'write', 'remove', 'list', 'lock'];
    for (const fake of [
      thrower,
      rejecter,
      ...rubbish.flatMap((value) => [() => value, async () => value]),
    ]) {
      const changes: ((stage: Stage, store: Store) => IdentityCenterOptions)[] = [
        () => withAny('fetch', fake),
        ...methods.map((method) => (_: Stage, store: Store) => ({
          store: asStore(store, method, fake),
        })),
        // What rejects where no promise belongs is nobody's to catch.
        ({ clock }) => (fake === rejecter ? {} : { clock: asClock(clock, 'now', fake) }),
        ...(fake === thrower || fake === rejecter
          ? [({ clock }: Stage) => ({ clock: asClock(clock, 'sleep', fake) })]
          : []),
      ];
      for (const change of changes) {
        const { stage, session } = await over(change);
        const stop = AbortSignal.timeout(4_000);
        const error: unknown = await inTime(call(session, stage, stop), 10_000).catch(
          (caught: unknown) => caught,
        );
        if (!(error instanceof Error)) continue;
        ok(isIdentityCenterError(error), `${name}: ${String(error)}`);
        ok(!error.message.includes('42'), error.message);
        ok(
          error.code !== 'ERR_INTERNAL' && error.code !== 'ERR_ABORTED',
          `${error.code}: ${error.message}`,
        );
      }
    }
  });
}

test('what a port threw is the cause of the error', async () => {
  const cause = new Error('The disk is gone.');
  const { session } = await over((_, store) => ({
    store: { ...store, read: () => Promise.reject(cause) },
  }));
  await rejects(session.accessToken(), (error) => {
    ok(isIdentityCenterError(error, 'ERR_STORE'));
    equal(error.message, 'The store that was provided could not read.');
    equal(error.cause, cause);
    return true;
  });
});

test('a server that answers nothing, too much, too slowly or elsewhere is told by a sentence', async () => {
  const { sandbox, session } = await setStage({}, { timeoutMilliseconds: 200 });
  const begin = (): Promise<unknown> =>
    inTime(session.beginSignIn({ redirectUri: REDIRECT_URI }), 20_000);
  const operation = 'RegisterClient';
  const times = Infinity;
  sandbox.inject({ operation, answer: { kind: 'hang' }, times });
  await rejects(begin(), { code: 'ERR_TIMEOUT' });
  sandbox.clearFaults();
  sandbox.inject({ operation, answer: { kind: 'reset' }, times });
  await rejects(begin(), { code: 'ERR_NETWORK' });
  sandbox.clearFaults();
  sandbox.inject({ operation, answer: { kind: 'flood', bytes: 2 ** 20 + 1 }, times });
  await rejects(begin(), { code: 'ERR_BAD_RESPONSE' });
  sandbox.clearFaults();
  sandbox.inject({ operation, answer: { kind: 'html', status: 200 }, times });
  await rejects(begin(), { code: 'ERR_BAD_RESPONSE' });
  sandbox.clearFaults();
  const away = { location: 'https://example.com/' };
  sandbox.inject({ operation, answer: { kind: 'answer', status: 302, headers: away }, times });
  await rejects(begin(), { code: 'ERR_BAD_RESPONSE' });
  sandbox.clearFaults();
  const drip = (): Response =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          controller.enqueue(new TextEncoder().encode(' '));
        },
      }),
    );
  sandbox.inject({ operation, answer: { kind: 'call', respond: drip }, times });
  await rejects(begin(), { code: 'ERR_TIMEOUT' });
});

test('a body of empty chunks without end lets go of the program', async () => {
  const empty = (): Response =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array()) }),
    );
  const { sandbox, session } = await setStage();
  sandbox.inject({
    operation: 'RegisterClient',
    answer: { kind: 'call', respond: empty },
    times: Infinity,
  });
  await rejects(session.beginSignIn({ redirectUri: REDIRECT_URI }), { code: 'ERR_BAD_RESPONSE' });
});

test('a redirect that a page is told nothing else about is called one', async () => {
  const redirect = async (): Promise<Response> =>
    Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
  const { session } = await over((_, store) => ({ store, fetch: redirect }));
  await rejects(all(session.accounts()), { code: 'ERR_BAD_RESPONSE' });
});

test('a fetch that gives an error response is told what to give', async () => {
  const { session } = await over((_, store) => ({ store, fetch: async () => Response.error() }));
  await rejects(all(session.accounts()), {
    code: 'ERR_INVALID_ARGUMENT',
    message: 'The fetch that was provided must give a Response.',
  });
});

test('a host whose Punycode is broken is called no host name, and is not asked', async () => {
  let asked = 0;
  const fetch = async (): Promise<Response> => {
    asked += 1;
    return new Response();
  };
  const endpoints = { sso: 'https://xn--zzzz.example.com' };
  const { session } = await over((_, store) => ({ store, fetch, endpoints }));
  await rejects(inTime(all(session.accounts())), {
    code: 'ERR_INVALID_ARGUMENT',
    message: 'The host of the start URL or of an endpoint is no host name.',
  });
  equal(asked, 0);
});

test('callerIdentity tells who, refuses what STS refuses, and ends when it is told to', async () => {
  const stage = await setStage({ now: Date.now });
  await signIn(stage);
  const { sandbox, session, role } = stage;
  const credentials = await session.roleCredentials(role);
  const { fetch, region } = sandbox;
  const identity = await callerIdentity(credentials, { region, fetch });
  equal(identity.account, role.accountId);
  ok(identity.arn.includes(role.roleName));
  ok(identity.userId.includes(':'));
  const wrong = { ...credentials, secretAccessKey: 'wrong' };
  await rejects(callerIdentity(wrong, { region, fetch }), { code: 'ERR_SERVICE' });
  const signal = AbortSignal.timeout(20);
  await rejects(inTime(callerIdentity(credentials, { region, fetch: never, signal })), {
    code: 'ERR_ABORTED',
  });
  await rejects(inTime(callerIdentity(credentials, { region: 'evil.example.com/', fetch })), {
    code: 'ERR_CONFIG_INVALID',
  });
});
