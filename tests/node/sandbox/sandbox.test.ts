// What stands around the services: options, faults, events, and the listener.

import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso';
import { createSandbox, listen, type FaultAnswer, type SandboxOptions } from 'aws-sso-wasm/sandbox';
import { REGION, refusal, roleCredentials, setStage, signIn } from './stage.js';

describe('the options', () => {
  const senseless: readonly [string, SandboxOptions][] = [
    ['accounts', { accounts: -1 }],
    ['accounts', { accounts: 1.5 }],
    ['twelve digits', { accounts: [{ accountId: '1' }] }],
    ['listed twice', { accounts: [{ accountId: '111122223333' }, { accountId: '111122223333' }] }],
    ['https', { startUrl: 'http://d-1234567890.awsapps.com/start' }],
    ['Region', { region: 'example.com/' }],
    ['user name', { user: 'a b' }],
    ['pageSize', { pageSize: 101 }],
    ['interval', { interval: 0 }],
    ['latency', { latency: Number.NaN }],
    ['rateLimit', { rateLimit: 0 }],
    ['lifetimes.session', { lifetimes: { session: -1 } }],
  ];
  for (const [what, options] of senseless) {
    test(`are refused when they make no sense: ${what}`, () => {
      throws(() => createSandbox(options), {
        code: 'ERR_INVALID_ARGUMENT',
        message: new RegExp(what),
      });
    });
  }

  test('make it slow when told so', async () => {
    const sandbox = createSandbox({ latency: 50 });
    const before = performance.now();
    await sandbox.fetch('https://portal.sso.us-east-1.amazonaws.com/assignment/accounts');
    ok(performance.now() - before >= 45);
    const given = AbortSignal.timeout(5);
    await rejects(sandbox.fetch('https://example.com/', { signal: given }), {
      name: 'TimeoutError',
    });
  });
});

describe('the events', () => {
  test('name every request and never a secret', async (t) => {
    const seen: string[] = [];
    const stage = await setStage(t, { onEvent: ({ operation }) => seen.push(operation) });
    const tokens = await signIn(stage);
    const keys = await roleCredentials(stage, tokens);
    deepEqual(seen, ['RegisterClient', 'Consent', 'CreateToken', 'GetRoleCredentials']);
    deepEqual(
      stage.sandbox.events.map(({ time: _, ...event }) => event),
      [
        { operation: 'RegisterClient', status: 200, injected: false },
        { operation: 'Consent', status: 303, injected: false },
        { operation: 'CreateToken', status: 200, injected: false, grant: 'authorization_code' },
        {
          operation: 'GetRoleCredentials',
          status: 200,
          injected: false,
          accountId: '111122223333',
          roleName: 'AdministratorAccess',
        },
      ],
    );
    const log = JSON.stringify(stage.sandbox.events);
    for (const secret of [
      ...Object.values(tokens.client),
      ...Object.values(keys),
      tokens.accessToken,
      tokens.refreshToken ?? '',
    ]) {
      ok(secret !== '' && !log.includes(secret));
    }
  });

  test('say what was refused', async (t) => {
    const stage = await setStage(t);
    await refusal(stage.sso.send(new ListAccountsCommand({ accessToken: 'x' })));
    equal(stage.sandbox.events[0]?.error, 'UnauthorizedException');
    equal(
      stage.sandbox.count('ListAccounts', ({ error }) => error !== undefined),
      1,
    );
    equal(stage.sandbox.count('Logout'), 0);
  });
});

describe('a fault', () => {
  const answers: readonly [FaultAnswer, number | 'TypeError', RegExp][] = [
    [{ kind: 'refuse', code: 'TooManyRequestsException', retryAfter: 3 }, 429, /TooManyRequests/],
    [{ kind: 'refuse', code: 'Strange', status: 418, message: 'No.' }, 418, /"No\."/],
    [{ kind: 'answer', status: 502, body: 'Bad Gateway' }, 502, /^Bad Gateway$/],
    [{ kind: 'html' }, 400, /^<!doctype html>/],
    [{ kind: 'html', status: 503 }, 503, /^<!doctype html>/],
    [{ kind: 'truncate' }, 'TypeError', /terminated/],
    [{ kind: 'flood', bytes: 300_000 }, 200, /^\{"a":"a{300000}$/],
    [{ kind: 'reset' }, 'TypeError', /fetch failed/],
    [{ kind: 'call', respond: ({ method }) => new Response(method) }, 200, /^GET$/],
  ];
  for (const [answer, expected, pattern] of answers) {
    test(`of kind "${answer.kind}" with ${expected} comes once`, async (t) => {
      const stage = await setStage(t, { faults: [{ operation: 'ListAccounts', answer }] });
      const { accessToken } = await signIn(stage);
      const headers = { 'x-amz-sso_bearer_token': accessToken };
      const list = async (): Promise<[number | string, string]> => {
        try {
          const response = await fetch(`${stage.server.url}/assignment/accounts`, { headers });
          return [response.status, await response.text()];
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          return [error.name, error.message];
        }
      };
      const [status, text] = await list();
      equal(status, expected);
      match(text, pattern);
      equal((await list())[0], 200);
      deepEqual(
        stage.sandbox.events
          .filter((event) => event.operation === 'ListAccounts')
          .map((event) => event.injected),
        [true, false],
      );
    });
  }

  test('that floods ends with the caller, however much is left', async (t) => {
    const stage = await setStage(t);
    const answer: FaultAnswer = { kind: 'flood', bytes: Infinity };
    stage.sandbox.inject({ operation: 'ListAccounts', answer });
    const response = await fetch(`${stage.server.url}/assignment/accounts`);
    let read = 0;
    for await (const chunk of response.body ?? []) {
      read += chunk.length;
      if (read > 10_000_000) break;
    }
    ok(read > 10_000_000);
    equal((await fetch(`${stage.server.url}/assignment/accounts`)).status, 401);
  });

  test('can hang until the caller gives up, or the sandbox closes', async (t) => {
    const stage = await setStage(t);
    stage.sandbox.inject({ operation: 'ListAccounts', answer: { kind: 'hang' }, times: 2 });
    const url = `${stage.server.url}/assignment/accounts`;
    await rejects(fetch(url, { signal: AbortSignal.timeout(30) }), { name: 'TimeoutError' });
    const waiting = rejects(fetch(url), { name: 'TypeError' });
    while (stage.sandbox.count('ListAccounts') < 2) await new Promise(setImmediate);
    await stage.server.close();
    await waiting;
  });

  test('comes after so many true answers, so many times, and can be taken back', async (t) => {
    const stage = await setStage(t);
    const list = async (): Promise<number> =>
      (await fetch(`${stage.server.url}/assignment/accounts`)).status;
    const answer: FaultAnswer = { kind: 'answer', status: 500 };
    stage.sandbox.inject({ operation: 'ListAccounts', answer, after: 1, times: 2 });
    deepEqual([await list(), await list(), await list(), await list()], [401, 500, 500, 401]);
    stage.sandbox.inject({ operation: 'ListAccounts', answer, times: Infinity });
    equal(await list(), 500);
    stage.sandbox.clearFaults();
    equal(await list(), 401);
  });

  test('makes the AWS SDK try again', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage);
    const answer: FaultAnswer = { kind: 'refuse', code: 'TooManyRequestsException' };
    stage.sandbox.inject({ operation: 'ListAccounts', answer, times: 2 });
    const client = new SSOClient({ region: REGION, endpoint: stage.server.url });
    await client.send(new ListAccountsCommand({ accessToken }));
    equal(stage.sandbox.count('ListAccounts'), 3);
  });
});

describe('the listener', () => {
  test('names its own environment', async (t) => {
    const { server } = await setStage(t);
    match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    for (const name of ['SSO', 'SSO_OIDC', 'STS']) {
      equal(server.environment[`AWS_ENDPOINT_URL_${name}`], server.url);
    }
  });

  test('refuses every host but 127.0.0.1', async () => {
    for (const host of ['0.0.0.0', '::', '::1', 'localhost', '']) {
      await rejects(listen(createSandbox(), { host }), {
        code: 'ERR_INVALID_ARGUMENT',
        message: new RegExp(`listens on 127\\.0\\.0\\.1 only`),
      });
    }
  });

  test('cannot be reached at any other address of the machine', async (t) => {
    const { server } = await setStage(t);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address }) => address !== '127.0.0.1' && !address.startsWith('fe80'));
    for (const { address } of others) {
      await rejects(
        new Promise((resolve, reject) => {
          connect(server.port, address, () => resolve(address)).on('error', reject);
        }),
        { code: 'ECONNREFUSED' },
      );
    }
  });

  test('says so when the port is taken', async (t) => {
    const { server } = await setStage(t);
    await rejects(listen(createSandbox(), { port: server.port }), {
      code: 'ERR_NETWORK',
      retryable: false,
      help: 'Another program uses that port. Choose another one.',
    });
  });

  test('serves no other host name: a page cannot rebind its own to it', async (t) => {
    const { server } = await setStage(t);
    const status = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${server.url}/`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    equal(await status(`127.0.0.1:${server.port}`), 200);
    equal(await status(`localhost:${server.port}`), 200);
    equal(await status(`attacker.example:${server.port}`), 421);
    equal(await status('127.0.0.1'), 421);
  });

  test('answers what is not there, wrong methods and huge bodies', async (t) => {
    const { server } = await setStage(t);
    const status = async (path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(server.url + path, init)).status;
    equal(await status('/nowhere'), 404);
    equal(await status('/token'), 405);
    equal(await status('/logout'), 405);
    equal(await status('/assignment/accounts', { method: 'DELETE' }), 405);
    equal(await status('/token', { method: 'POST', body: 'x'.repeat(100_000) }), 413);
  });
});
