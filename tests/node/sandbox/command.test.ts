// `aws-sso-wasm sandbox`, from its JSON of flags on.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { runSandbox } from '../../../node_modules/aws-sso-wasm/sandbox/command.js';

/** Runs the command until `meanwhile` is done with what it printed. */
async function run(
  options: object,
  meanwhile: (text: string, url: string) => Promise<void>,
): Promise<{ code: number; log: string }> {
  const stop = new AbortController();
  let log = '';
  let done: Promise<void> | undefined;
  const code = await runSandbox(JSON.stringify(options), {
    signal: stop.signal,
    print: async (stream, text) => {
      if (stream === 'stderr') log += text;
      else {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
        done = meanwhile(text, url).finally(() => stop.abort());
      }
    },
  });
  await done;
  return { code, log };
}

test('prints what to export and a config to go with it, runs until it is stopped, and ends with 0', async () => {
  let at = '';
  const { code, log } = await run({}, async (text, url) => {
    at = url;
    for (const service of ['SSO_OIDC', 'SSO', 'STS', 'SIGNIN']) {
      ok(text.includes(`AWS_ENDPOINT_URL_${service}`), service);
    }
    match(
      text,
      /^\[sso-session sandbox\]\nsso_start_url = https:\/\/d-1234567890\.awsapps\.com\/start\n/m,
    );
    match(text, /^\[profile sandbox\]\nsso_session = sandbox\nsso_account_id = 111122223333\n/m);
    match(text, /\nPress Ctrl-C to stop it\.\n$/);
    equal((await fetch(`${url}/assignment/accounts`)).status, 401);
    equal((await fetch(`${url}/nowhere`)).status, 404);
  });
  equal(code, 0);
  match(log, /^\d\d:\d\d:\d\d ListAccounts 401 UnauthorizedException\n/);
  match(log, /\n\d\d:\d\d:\d\d Other 404 UnknownOperationException\n$/);
  await rejects(fetch(at));
});

test('takes every flag', async () => {
  const flags = {
    port: 0,
    accounts: 1,
    roles: 0,
    oddNames: true,
    latency: 1,
    rateLimit: 1,
    retryAfter: true,
    tokenLifetime: 60,
    sessionLifetime: 120,
    clientLifetime: 86_400,
    credentialsLifetime: 900,
    deviceCodeLifetime: 30,
    interval: 5,
    clockOffset: -60_000,
    startUrl: 'https://example.awsapps.com/start',
    ssoRegion: 'eu-west-1',
    autoApprove: true,
    denyRoles: ['ReadOnlyAccess'],
  };
  await run(flags, async (text, url) => {
    match(text, /with 1 account\.\n/);
    match(
      text,
      /^sso_start_url = https:\/\/example\.awsapps\.com\/start\nsso_region = eu-west-1\n/m,
    );
    equal(text.includes('[profile'), false);
    const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return Object(await response.json());
    };
    const registered = await post('/client/register', { clientName: 'x', clientType: 'public' });
    const { clientId, clientSecret } = registered;
    equal(
      Number(registered['clientSecretExpiresAt']) - Number(registered['clientIdIssuedAt']),
      86_400,
    );
    const started = await post('/device_authorization', {
      clientId,
      clientSecret,
      startUrl: 'https://example.awsapps.com/start',
    });
    deepEqual([started['expiresIn'], started['interval']], [30, 5]);
    equal((await fetch(`${url}/assignment/accounts`)).status, 401);
    const limited = await fetch(`${url}/assignment/accounts`);
    deepEqual([limited.status, limited.headers.get('retry-after')], [429, '1']);
  });
});

test('refuses flags that it does not know, of another type, or that contradict each other', async () => {
  const nothing = (): Promise<void> => Promise.resolve();
  for (const options of [
    [],
    { host: '0.0.0.0' },
    { accounts: '3' },
    { denyRoles: [1] },
    { autoApprove: true, deny: true },
    { port: 70_000 },
    { accounts: -1 },
  ]) {
    await rejects(run(options, nothing), { code: 'ERR_INVALID_ARGUMENT' }, JSON.stringify(options));
  }
});
