// Signing in on a machine with a person: the loopback redirect, the device code, and many who want the same.

import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createIdentityCenter } from 'aws-sso-wasm';
import {
  createNodeIdentityCenter,
  sessionFromConfig,
  signIn,
  type DevicePrompt,
  type IdentityCenterEvent,
} from 'aws-sso-wasm/node';
import { freePort } from './free_port.js';
import { sandboxHome, visit } from './sandbox_home.js';
import { listen } from './server.js';

test('a person signs in with the browser', async (t) => {
  const home = await sandboxHome(t);
  const events: IdentityCenterEvent[] = [];
  const session = await sessionFromConfig(
    { profile: 'demo' },
    { environment: home.environment, onEvent: (event) => events.push(event) },
  );
  equal(session.name, 'work');
  equal((await session.status()).signedIn, false);
  const before = Date.now();
  const status = await signIn(session, { openUrl: visit });
  ok(status.signedIn && status.refreshable);
  ok(
    Number(status.expiresAt) > before + 3_500_000 && Number(status.expiresAt) < before + 3_700_000,
  );
  deepEqual(
    events.map(({ type }) => type),
    ['signed-in'],
  );
  equal(home.granted('authorization_code'), 1);
  deepEqual(Object.keys(await home.json(home.tokenPath())), [
    'startUrl',
    'region',
    'accessToken',
    'expiresAt',
    'clientId',
    'clientSecret',
    'registrationExpiresAt',
    'refreshToken',
  ]);
});

test('while the token is good nobody is asked if asking is not needed', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  const openUrl = (): never => {
    throw new Error('Nobody is to be asked.');
  };
  ok((await signIn(session, { ifNeeded: true, openUrl })).signedIn);
  equal(home.granted('authorization_code'), 1);
});

test('of twenty that sign in at once one asks the person', async (t) => {
  const home = await sandboxHome(t);
  let tabs = 0;
  const openUrl = (url: string): Promise<void> => {
    tabs += 1;
    return visit(url);
  };
  const all = Array.from({ length: 20 }, async () => {
    const session = await sessionFromConfig({ ssoSession: 'work' }, home);
    return signIn(session, { openUrl });
  });
  for (const { signedIn } of await Promise.all(all)) ok(signedIn);
  equal(tabs, 1);
  equal(home.granted('authorization_code'), 1);
});

test('redirects of others are answered, and the wait goes on', async (t) => {
  const home = await sandboxHome(t);
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  const pages: number[] = [];
  let visits = Promise.resolve();
  const openUrl = (url: string): void => {
    visits = visitAll(url);
  };
  const visitAll = async (url: string): Promise<void> => {
    const redirect = new URL(await home.sandbox.decide(url, 'approve'));
    for (const query of ['?code=foreign&state=foreign', '?error=access_denied&state=foreign', '']) {
      pages.push((await fetch(`${redirect.origin}${redirect.pathname}${query}`)).status);
    }
    pages.push((await fetch(`${redirect.origin}/`)).status, (await fetch(redirect)).status);
  };
  ok((await signIn(session, { openUrl })).signedIn);
  await visits;
  deepEqual(pages, [400, 400, 400, 404, 200]);
});

test('a person who declines ends the sign-in', async (t) => {
  const home = await sandboxHome(t, { consent: 'deny' });
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  await rejects(signIn(session, { openUrl: visit }), { code: 'ERR_ACCESS_DENIED' });
});

test('the port can be chosen, and is free again afterwards', async (t) => {
  const home = await sandboxHome(t);
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  const port = await freePort();
  const taken = createServer().listen(port, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  await rejects(signIn(session, { port, openUrl: visit }), { code: 'ERR_NETWORK' });
  taken.close();
  const redirects: string[] = [];
  const openUrl = async (url: string): Promise<void> => {
    redirects.push(String(new URL(url).searchParams.get('redirect_uri')));
    await visit(url);
  };
  for (const round of [1, 2]) ok((await signIn(session, { port, openUrl })).signedIn, `${round}`);
  deepEqual(redirects, Array(2).fill(`http://127.0.0.1:${port}/oauth/callback`));
});

test('a device code serves when asked for, without a port and without a browser', async (t) => {
  const home = await sandboxHome(t);
  const events: IdentityCenterEvent[] = [];
  const session = await sessionFromConfig(
    { ssoSession: 'work' },
    { ...home, onEvent: (event) => events.push(event) },
  );
  const port = await listen(t, createServer());
  for (const options of [
    { method: 'device-code' },
    { port, openUrl: visit },
    { openUrl: () => false },
  ] as const) {
    const prompts: DevicePrompt[] = [];
    ok((await signIn(session, { ...options, onPrompt: (it) => prompts.push(it) })).signedIn);
    equal(prompts.length, 1);
    match(String(prompts[0]?.userCode), /^[A-Z]{4}-[A-Z]{4}$/);
    ok(Number(prompts[0]?.expiresAt) > Date.now());
  }
  equal(home.granted('authorization_code'), 0);
  equal(events.filter(({ type }) => type === 'prompt').length, 3);
});

test('a legacy profile takes a device code, and says so when nobody can show one', async (t) => {
  const home = await sandboxHome(t);
  const { startUrl, region } = home.sandbox;
  await home.configure('[profile old]', `sso_start_url = ${startUrl}`, `sso_region = ${region}`);
  const session = await sessionFromConfig({ profile: 'old' }, home);
  equal(session.name, startUrl);
  await rejects(signIn(session, { openUrl: visit }), {
    code: 'ERR_INVALID_ARGUMENT',
    message: /device code.*onPrompt/,
  });
  ok((await signIn(session, { onPrompt: () => undefined })).signedIn);
  await access(join(home.folder, home.tokenPath(startUrl)));
});

test("what the caller's functions throw is the cause of what the sign-in rejects with", async (t) => {
  const home = await sandboxHome(t);
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  const cause = new Error('SECRET');
  const failing = (): never => {
    throw cause;
  };
  const refused = { code: 'ERR_INVALID_ARGUMENT', cause };
  await rejects(signIn(session, { openUrl: failing }), {
    ...refused,
    message: 'The function options.openUrl failed.',
  });
  await rejects(signIn(session, { method: 'device-code', onPrompt: failing }), {
    ...refused,
    message: 'The function options.onPrompt failed.',
  });
});

test('without a browser and without a way to show a code the sign-in says so', async (t) => {
  const home = await sandboxHome(t);
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  await rejects(signIn(session, { openUrl: () => false }), {
    code: 'ERR_INVALID_ARGUMENT',
    message: 'No browser could be opened on this machine.',
  });
});

test('a sign-in can be given up whenever it waits', async (t) => {
  const home = await sandboxHome(t, { consent: 'ask' });
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  await rejects(signIn(session, { signal: AbortSignal.abort() }), { code: 'ERR_ABORTED' });
  const stop = new AbortController();
  let port = 0;
  const openUrl = (url: string): Promise<void> => {
    port = Number(new URL(String(new URL(url).searchParams.get('redirect_uri'))).port);
    setTimeout(() => stop.abort(), 20);
    // A browser in the foreground.
    return new Promise(() => undefined);
  };
  await rejects(signIn(session, { openUrl, signal: stop.signal }), { code: 'ERR_ABORTED' });
  // The turn is free, and so is the port.
  const other = new AbortController();
  await rejects(
    signIn(session, {
      port,
      signal: other.signal,
      openUrl: () => other.abort(),
    }),
    { code: 'ERR_ABORTED' },
  );
  const device = new AbortController();
  await rejects(
    signIn(session, {
      method: 'device-code',
      signal: device.signal,
      onPrompt: () => device.abort(),
    }),
    { code: 'ERR_ABORTED' },
  );
});

test('a store of the caller keeps what a sign-in brings', async (t) => {
  const home = await sandboxHome(t);
  const memory = new Map<string, Uint8Array>();
  const { environment, sandbox } = home;
  const identityCenter = createNodeIdentityCenter({
    environment,
    store: {
      read: async ({ name }) => memory.get(name),
      write: async ({ name }, bytes) => void memory.set(name, bytes),
      remove: async ({ name }) => memory.delete(name),
      list: async () => [...memory.keys()],
      lock: async () => ({ release: () => undefined }),
    },
  });
  const session = identityCenter.session({ startUrl: sandbox.startUrl, region: sandbox.region });
  ok((await signIn(session, { openUrl: visit })).signedIn);
  equal(memory.size, 2);
  await rejects(access(join(home.folder, '.aws/sso')), { code: 'ENOENT' });
});

test('arguments of wrong types are refused at once', async (t) => {
  const home = await sandboxHome(t);
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  const foreign = createIdentityCenter().session({ startUrl: 'https://a.example', region: 'r' });
  const wrong: (() => unknown)[] = [
    () => signIn(foreign),
    () => Reflect.apply(signIn, undefined, [undefined]),
    () => Reflect.apply(signIn, undefined, [session, 1]),
    () => Reflect.apply(signIn, undefined, [session, { method: 'magic' }]),
    () => Reflect.apply(signIn, undefined, [session, { port: '80' }]),
    () => signIn(session, { port: 65_536 }),
    () => Reflect.apply(signIn, undefined, [session, { openUrl: 'x' }]),
    () => Reflect.apply(signIn, undefined, [session, { onPrompt: 'x' }]),
    () => Reflect.apply(signIn, undefined, [session, { ifNeeded: 'x' }]),
    () => signIn(session, { method: 'device-code' }),
    () => Reflect.apply(sessionFromConfig, undefined, ['work']),
    () => Reflect.apply(sessionFromConfig, undefined, [{}]),
    () => Reflect.apply(sessionFromConfig, undefined, [{ profile: 1 }]),
    () => Reflect.apply(sessionFromConfig, undefined, [{ profile: 'a', ssoSession: 'b' }]),
    () => Reflect.apply(sessionFromConfig, undefined, [undefined, { environment: { A: 1 } }]),
    () => Reflect.apply(sessionFromConfig, undefined, [undefined, { onEvent: 1 }]),
    () => Reflect.apply(createNodeIdentityCenter, undefined, [{ environment: 'x' }]),
    () => Reflect.apply(createNodeIdentityCenter, undefined, [{ caBundle: 1 }]),
  ];
  for (const call of wrong) {
    throws(call, { name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' }, String(call));
  }
});
