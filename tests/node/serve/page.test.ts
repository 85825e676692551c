// What the browser that has been let in gets: the page, its files, and what it may offer.

import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, Console, serve, WORK } from './console.js';

const PACKAGE = new URL('../../../node_modules/aws-sso-wasm/', import.meta.url);

test('the files are those of the package, with their types, and kept only as long as they are the same', async (t) => {
  const console = await Console.open(t);
  for (const [path, file, type] of [
    ['/main.js', 'www/main.js', 'text/javascript; charset=utf-8'],
    ['/style.css', 'www/style.css', 'text/css; charset=utf-8'],
    ['/icon.svg', 'www/icon.svg', 'image/svg+xml'],
    ['/core.wasm', 'core.wasm', 'application/wasm'],
  ] as const) {
    const { status, headers } = await console.ask(path);
    equal(status, 200, path);
    equal(headers['content-type'], type);
    equal(headers['cache-control'], 'no-cache');
    const { length } = await readFile(new URL(file, PACKAGE));
    equal(headers['content-length'], String(length));
    const etag = headers.etag ?? '';
    match(etag, /^"[\w-]{43}"$/);
    const again = await console.ask(path, { headers: { 'if-none-match': etag } });
    deepEqual([again.status, again.text], [304, '']);
    equal((await console.ask(path, { headers: { 'if-none-match': '"x"' } })).status, 200);
    // With a query or from the address bar, too.
    const typed = await console.ask(`${path}?x`, { headers: { 'sec-fetch-site': 'none' } });
    equal(typed.status, 200);
  }
});

test('the redirect target is the page, without the cookie that a browser leaves out on the way from AWS', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const page = await console.ask('/', { headers: { cookie } });
  const headers = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  const callback = await console.ask('/oauth/callback?code=secret-code&state=s', { headers });
  equal(callback.status, 200);
  equal(callback.text, page.text);
  equal(callback.headers['cache-control'], 'no-store');
  equal(callback.headers['set-cookie'], undefined);
  // All that it refers to stands at the root: it is loaded at two paths.
  const links = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link ?? '');
  ok(links.length >= 2);
  for (const link of links) {
    match(link, /^\/[\w.]+$/);
    // The page's own requests bring the cookie.
    equal((await console.ask(link, { headers: { cookie } })).status, 200, link);
  }
});

test('every answer has the headers that keep others out', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  for (const [path, headers] of [
    ['/', { cookie }],
    ['/', {}],
    ['/oauth/callback', {}],
    ['/main.js', {}],
    ['/core.wasm', {}],
    ['/config.json', { cookie }],
    ['/config.json', {}],
    ['/idc/us-east-1/oidc/token', { cookie }],
    ['/nowhere', {}],
    [console.entry, {}],
  ] as const) {
    const answer = await console.ask(path, { headers });
    const policy = answer.headers['content-security-policy'] ?? '';
    match(policy, /^default-src 'none'(;|$)/, path);
    match(policy, /frame-ancestors 'none'/, path);
    equal(/unsafe-(inline|eval)/.test(policy.replace("'wasm-unsafe-eval'", '')), false, path);
    for (const [name, value] of [
      ['cross-origin-embedder-policy', 'require-corp'],
      ['cross-origin-opener-policy', 'same-origin'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
      ['x-frame-options', 'DENY'],
    ] as const) {
      equal(answer.headers[name], value, `${path} ${name}`);
    }
    ok(answer.headers['cache-control']?.startsWith('no-'), path);
    const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'));
    deepEqual(cors, [], path);
  }
  const { headers } = await console.ask('/', { headers: { cookie } });
  deepEqual(headers['content-security-policy']?.split('; '), [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self' https://*.amazonaws.com https://*.amazonaws.com.cn https://*.amazonaws.eu",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
});

test('the page is offered the sessions that are complete, as they are when it loads', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const plain = { relay: '/idc', endpoints: {}, fips: false, dualStack: false, sandbox: false };
  deepEqual(await console.configuration(cookie), { ...plain, sessions: [WORK] });

  const file = join(console.home, '.aws/config');
  const odd = '</script><b>"\\u2028';
  await writeFile(
    file,
    `${CONFIG}[sso-session "${odd.replaceAll('"', '\\"')}"]\nsso_start_url = https://d-2.awsapps.com/start\nsso_region = eu-west-1\n`,
  );
  const { sessions } = await console.configuration(cookie);
  ok(Array.isArray(sessions));
  equal(sessions.length, 2);
  equal(sessions[1].region, 'eu-west-1');
  deepEqual(Object.keys(sessions[1]), ['name', 'startUrl', 'region']);

  await writeFile(file, '[sso-session x]\nsecret-junk\n');
  const { problem, ...rest } = await console.configuration(cookie);
  deepEqual(rest, { ...plain, sessions: [] });
  const told = Object(problem);
  equal(told.code, 'ERR_CONFIG_INVALID');
  match(told.message, /^Unable to parse config file: line 2 of /);
  match(told.help, /^Correct line 2 in ~\/\.aws\/config/);
  equal(JSON.stringify(problem).includes('secret-junk'), false);

  await rm(file);
  deepEqual(await console.configuration(cookie), { ...plain, sessions: [] });
  await writeFile(file, CONFIG);
  const offers = await Promise.all(Array.from({ length: 40 }, () => console.configuration(cookie)));
  for (const offer of offers) deepEqual(offer['sessions'], [WORK]);
  equal(await console.stop(), 0);
});

test('--sso-session offers one session, which has to be there', async (t) => {
  const config = `${CONFIG}[sso-session other]\nsso_start_url = https://d-2.awsapps.com/start\nsso_region = eu-west-1\n`;
  const console = await Console.open(t, {
    config,
    arguments: ['--no-browser', '--sso-session', 'work'],
  });
  const { sessions } = await console.configuration(await console.enter());
  deepEqual(sessions, [WORK]);
  const { code, stderr } = await serve(t, '--sso-session', 'gone');
  notEqual(code, 0);
  match(stderr, /The specified sso-session does not exist: "gone"\n/);
});

test("endpoints that are configured are the page's, and STS's goes into the policy", async (t) => {
  const console = await Console.open(t, {
    environment: {
      AWS_ENDPOINT_URL_STS: 'https://vpce.example.com/sts/',
      AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:1',
    },
  });
  const cookie = await console.enter();
  const { endpoints } = await console.configuration(cookie);
  deepEqual(endpoints, { sso: 'http://127.0.0.1:1', sts: 'https://vpce.example.com/sts' });
  const { headers } = await console.ask('/', { headers: { cookie } });
  match(
    headers['content-security-policy'] ?? '',
    /; connect-src 'self' https:\/\/vpce\.example\.com; /,
  );
});
