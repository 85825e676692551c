// Who gets in: the one browser that comes with the token, once and in time.

import { doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import {
  createAccess,
  TOKEN_MILLISECONDS,
} from '../../../node_modules/aws-sso-wasm/cli/serve/access.js';
import { Console } from './console.js';

test('a token is good once', () => {
  const { token, access } = createAccess(8400);
  equal(Buffer.from(token, 'base64url').length, 32);
  equal(access.exchange(`${token}x`), undefined);
  equal(access.exchange(''), undefined);
  const cookie = access.exchange(token) ?? '';
  match(cookie, /^aws-sso-wasm-8400=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  equal(access.exchange(token), undefined);
  notEqual(createAccess(8400).token, token);
});

test('a token is good for five minutes', () => {
  equal(TOKEN_MILLISECONDS, 300_000);
  let now = 1_000;
  const early = createAccess(1, () => now);
  const late = createAccess(1, () => now);
  now += TOKEN_MILLISECONDS;
  ok(early.access.exchange(early.token));
  now += 1;
  equal(late.access.exchange(late.token), undefined);
});

test('a cookie is one of several that 127.0.0.1 may have', () => {
  const { token, access } = createAccess(8400);
  equal(access.admits(['aws-sso-wasm-8400=']), false);
  const cookie = access.exchange(token)?.split(';')[0] ?? '';
  for (const [headers, isGood] of [
    [[cookie], true],
    [[`a=b; ${cookie}; c=d`], true],
    [['a=b', cookie], true],
    // Another program of this machine can plant cookies of our name, and lock nobody out by one.
    [[`aws-sso-wasm-8400=planted; ${cookie}`], true],
    [[`${'aws-sso-wasm-8400=planted; '.repeat(1_000)}${cookie}`], false],
    [[], false],
    [[''], false],
    [[cookie.slice(0, -1)], false],
    [[`${cookie}x`], false],
    [[cookie.replace('8400', '8401')], false],
    [[cookie.replace('=', ' = ')], false],
    [[`x${cookie}`], false],
  ] as const) {
    equal(access.admits(headers), isGood, JSON.stringify(headers).slice(0, 200));
  }
});

test('the address that was printed lets one browser in, and leads on to an address without the token', async (t) => {
  const console = await Console.open(t);
  const first = await console.ask(console.entry);
  equal(first.status, 303);
  equal(first.headers.location, '/');
  equal(first.headers['cache-control'], 'no-store');
  equal(first.headers['referrer-policy'], 'no-referrer');
  const [set, ...others] = first.cookies;
  equal(others.length, 0);
  match(
    set ?? '',
    new RegExp(`^aws-sso-wasm-${console.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  const cookie = set?.split(';')[0] ?? '';
  const page = await console.ask('/', { headers: { cookie } });
  equal(page.status, 200);
  match(page.headers['content-type'] ?? '', /^text\/html/);
  match(page.text, /<script type="module" src="\/main\.js">/);

  const second = await console.ask(console.entry);
  equal(second.status, 403);
  equal(second.headers['set-cookie'], undefined);
  match(second.text, /This address lets nobody in any more/);
  match(second.text, /Run aws-sso-wasm serve again/);
  doesNotMatch(second.text, /<script/);
  // Who goes back to it, or restores a window, is led on as before.
  const back = await console.ask(console.entry, { headers: { cookie } });
  equal(back.status, 303);
  equal(back.headers['set-cookie'], undefined);
  equal((await console.ask('/', { headers: { cookie } })).status, 200);
});

test('without a cookie, or with a wrong one, there is only a page that says how to get in', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  for (const headers of [
    {},
    { cookie: `aws-sso-wasm-${console.port}=` },
    { cookie: `${cookie}x` },
    { cookie: cookie.toUpperCase() },
    { authorization: `Bearer ${cookie.split('=')[1]}` },
  ]) {
    const { status, text } = await console.ask('/', { headers });
    equal(status, 403);
    match(text, /Go on in the window that aws-sso-wasm opened/);
    match(text, /<a href="\/">/);
    for (const path of ['/config.json', '/idc/us-east-1/oidc/client/register']) {
      const refused = await console.ask(path, { headers });
      equal(refused.status, 403, path);
      match(refused.text, /This browser has not been let in\. Run aws-sso-wasm serve again\./);
    }
  }
});

test('who only looks at the address does not use it up', async (t) => {
  const console = await Console.open(t);
  for (const ask of [
    { method: 'HEAD' },
    { headers: { 'sec-purpose': 'prefetch' } },
    { headers: { 'sec-purpose': 'prefetch;prerender' } },
  ]) {
    const { status, headers } = await console.ask(console.entry, ask);
    equal(status, 403);
    equal(headers['set-cookie'], undefined);
  }
  equal((await console.ask('/?token=wrong')).status, 403);
  match(await console.enter(), /=/);
});

test('two consoles have nothing to do with each other', async (t) => {
  const [one, other] = await Promise.all([Console.open(t), Console.open(t)]);
  equal((await one.ask(other.entry)).status, 403);
  const cookie = await one.enter();
  equal((await other.ask('/config.json', { headers: { cookie } })).status, 403);
  match(await other.enter(), /=/);
});
