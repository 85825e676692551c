// The relay of the console, up to a sandbox.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';
import { type Answer, Console } from './console.js';

const REGISTRATION = JSON.stringify({ clientName: 'page', clientType: 'public' });

/** A page's request by the relay. */
function post(
  console: Console,
  cookie: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return console.ask(path, {
    method: 'POST',
    body,
    headers: {
      cookie,
      origin: console.origin,
      'sec-fetch-site': 'same-origin',
      'x-requested-by': 'aws-sso-wasm',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    },
  });
}

test('--sandbox signs in to a sandbox that runs beside, and to nothing else', async (t) => {
  const console = await Console.open(t, {
    arguments: ['--sandbox', '--no-browser'],
    // Neither is read.
    config: 'junk\n',
    environment: { AWS_ENDPOINT_URL: 'https://vpce.example.com' },
  });
  const cookie = await console.enter();
  const { endpoints, sessions, ...rest } = await console.configuration(cookie);
  deepEqual(rest, { relay: '/idc', fips: false, dualStack: false, sandbox: true });
  deepEqual(sessions, [
    {
      name: 'sandbox',
      startUrl: 'https://d-1234567890.awsapps.com/start',
      region: 'us-east-1',
      scopes: ['sso:account:access'],
    },
  ]);
  const { ssoOidc, sso, sts } = Object(endpoints);
  match(ssoOidc, /^http:\/\/127\.0\.0\.1:\d+$/);
  deepEqual([sso, sts], [ssoOidc, ssoOidc]);
  const { headers } = await console.ask('/', { headers: { cookie } });
  match(headers['content-security-policy'] ?? '', new RegExp(`; connect-src 'self' ${sts}; `));

  const registered = await post(
    console,
    cookie,
    '/idc/us-east-1/oidc/client/register',
    REGISTRATION,
  );
  equal(registered.status, 200, registered.text);
  equal(registered.headers['cache-control'], 'no-store');
  ok(JSON.parse(registered.text).clientSecret);
  const accounts = await console.ask('/idc/us-east-1/portal/assignment/accounts?max_result=5', {
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      'x-requested-by': 'aws-sso-wasm',
      authorization: 'Bearer nobody',
    },
  });
  equal(accounts.status, 401);
  match(accounts.text, /Session token not found or invalid/);
  equal(await console.stop(), 0);
});

test('the configured endpoints are where the relay leads, and its refusals are its own', async (t) => {
  const sandbox = createSandbox({ consent: 'approve' });
  const server = await listen(sandbox);
  t.after(() => server.close());
  const console = await Console.open(t, { environment: server.environment });
  const cookie = await console.enter();
  const register = '/idc/us-east-1/oidc/client/register';
  equal((await post(console, cookie, register, REGISTRATION)).status, 200);
  equal(sandbox.count('RegisterClient'), 1);

  for (const [what, path, body, headers, status] of [
    ['no header', register, REGISTRATION, { 'x-requested-by': 'x' }, 403],
    ['no cookie', register, REGISTRATION, { cookie: 'a=b' }, 403],
    ['another origin', register, REGISTRATION, { origin: 'http://127.0.0.1' }, 403],
    ['another site', register, REGISTRATION, { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', register, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['too much', register, JSON.stringify('x'.repeat(70_000)), {}, 413],
    ['no Region', '/idc/evil.example/oidc/token', '{}', {}, 400],
    ['no route', '/idc/us-east-1/oidc/authorize', '{}', {}, 404],
  ] as const) {
    const answer = await post(console, cookie, path, body, headers);
    equal(answer.status, status, what);
    equal(JSON.parse(answer.text).__type, 'RelayException', what);
    equal(answer.headers['cache-control'], 'no-store', what);
  }
  equal(sandbox.count('RegisterClient'), 1);
});

test('nobody at the other end is told as such, and no address of AWS is', async (t) => {
  const console = await Console.open(t, {
    environment: { AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:1' },
  });
  const cookie = await console.enter();
  const answer = await post(console, cookie, '/idc/us-east-1/oidc/client/register', REGISTRATION);
  equal(answer.status, 502);
  deepEqual(JSON.parse(answer.text), {
    __type: 'RelayException',
    message: 'The relay cannot reach IAM Identity Center.',
  });
  equal(console.stderr, '');
});

test('a page that goes away takes its request to AWS with it', async (t) => {
  const upstream = createServer();
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  t.after(() => upstream.close());
  const asked = once(upstream, 'connection');
  const { port } = upstream.address() as AddressInfo;
  const console = await Console.open(t, {
    environment: { AWS_ENDPOINT_URL_SSO_OIDC: `http://127.0.0.1:${port}` },
  });
  const cookie = await console.enter();
  const page = request(`${console.origin}/idc/us-east-1/oidc/client/register`, {
    method: 'POST',
    headers: {
      cookie,
      origin: console.origin,
      'x-requested-by': 'aws-sso-wasm',
      'content-type': 'application/json',
    },
  });
  page.on('error', () => undefined);
  page.end(REGISTRATION);
  const [connection] = (await asked) as [Socket];
  connection.resume();
  await once(connection, 'data');
  const start = performance.now();
  page.destroy();
  await once(connection, 'close');
  const waited = performance.now() - start;
  ok(waited < 5000, `${Math.round(waited)} ms`);
});
