// Only pages of the relay's own origin are served, and only whom the backend lets.

import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayOptions } from 'aws-sso-wasm/relay';
import { get, ORIGIN, post, refusal, setStage, type Changes } from './stage.js';

const PATH = '/idc/us-east-1/portal/assignment/accounts';

async function refused(options: RelayOptions, changes: Changes): Promise<unknown> {
  const { relay, sent } = setStage(options);
  const { status, message } = await refusal(await relay(get(PATH, changes)));
  equal(status, 403);
  equal(sent.length, 0);
  return message;
}

async function served(options: RelayOptions, changes: Changes): Promise<void> {
  const { relay, sent } = setStage(options);
  equal((await relay(get(PATH, changes))).status, 200);
  equal(sent.length, 1);
}

test('a request without the static header is refused', async () => {
  for (const value of [undefined, '', 'XMLHttpRequest', 'AWS-SSO-WASM', 'aws-sso-wasm, x']) {
    equal(
      await refused({}, { headers: { 'X-Requested-By': value } }),
      'The request lacks the header X-Requested-By: aws-sso-wasm.',
    );
  }
});

test('another origin is refused, however like ours it looks', async () => {
  for (const Origin of [
    'https://evil.example',
    'null',
    '',
    'http://console.example.com',
    'https://console.example.com:8443',
    'https://console.example.com/',
    'https://console.example.com.evil.example',
    'https://evil.console.example.com',
    'https://CONSOLE.example.com',
    `${ORIGIN}, ${ORIGIN}`,
  ]) {
    for (const origins of [undefined, [ORIGIN]]) {
      equal(
        await refused(origins === undefined ? {} : { origins }, { headers: { Origin } }),
        'The relay does not serve pages of this origin.',
        Origin,
      );
    }
  }
  await served({}, { headers: { Origin: ORIGIN } });
  await served({ origins: [ORIGIN] }, { headers: { Origin: ORIGIN } });
});

test('a request that a browser calls foreign is refused, also with our origin', async () => {
  for (const site of ['cross-site', 'same-site', 'none', 'same-origin, cross-site', '']) {
    for (const Origin of [undefined, ORIGIN]) {
      equal(
        await refused({}, { headers: { 'Sec-Fetch-Site': site, Origin } }),
        'The relay serves requests from pages of its own origin only.',
      );
    }
  }
});

test('one of Origin and Sec-Fetch-Site has to be there', async () => {
  const headers = { 'Sec-Fetch-Site': undefined };
  equal(
    await refused({}, { headers }),
    'The request shows by neither Origin nor Sec-Fetch-Site where it comes from.',
  );
  await served({}, { headers: { ...headers, Origin: ORIGIN } });
  await served({}, { headers: { Origin: undefined } });
});

test('a host that no named origin has is refused: DNS rebinding', async () => {
  const origins = ['http://127.0.0.1:3000', 'https://console.example.com'];
  for (const origin of [
    'http://evil.example:3000',
    'http://127.0.0.1',
    'http://127.0.0.1:3001',
    'http://localhost:3000',
    'http://[::1]:3000',
    'https://console.example.com.',
    'https://console.example.com:3000',
  ]) {
    equal(
      await refused({ origins }, { origin }),
      'The relay is not served under this host name.',
      origin,
    );
  }
  // A page that rebound its name sends that name as its origin too; a proxy that ends TLS leaves http.
  equal(
    await refused(
      { origins },
      { origin: 'http://evil.example:3000', headers: { Origin: origins[0] } },
    ),
    'The relay is not served under this host name.',
  );
  await served({ origins }, { origin: 'http://127.0.0.1:3000' });
  await served({ origins }, { origin: 'http://console.example.com', headers: { Origin: ORIGIN } });
});

test('the backend has the last word on who may use it', async () => {
  const asked: string[] = [];
  const authorize = (request: Request): boolean => {
    asked.push(request.headers.get('cookie') ?? '');
    return request.headers.get('cookie') === 'session=good';
  };
  equal(
    await refused({ authorize }, { headers: { Cookie: 'session=bad' } }),
    'The server does not let this person use the relay.',
  );
  await served({ authorize }, { headers: { Cookie: 'session=good' } });
  await served({ authorize: async () => true }, {});
  deepEqual(asked, ['session=bad', 'session=good']);
  for (const answer of [undefined, null, 1, 'true', {}, Promise.resolve(false)]) {
    // JavaScript may return anything.
    const returns = { authorize: () => answer } as RelayOptions;
    await refused(returns, {});
  }
});

test('the backend is not asked about what is refused anyway, nor does its cookie go to AWS', async () => {
  const authorize = (): boolean => {
    throw new Error('It was asked.');
  };
  await refused({ authorize }, { headers: { 'X-Requested-By': undefined, Cookie: 'a=b' } });
  const { relay, sent } = setStage({ authorize: () => true });
  await relay(get(PATH, { headers: { Cookie: 'session=good' } }));
  equal(sent[0]?.headers['cookie'], undefined);
});

test('what the backend throws comes out, and nothing goes to AWS', async () => {
  const { relay, sent } = setStage({
    authorize: async () => {
      throw new RangeError('The session store is down.');
    },
  });
  await rejects(relay(get(PATH)), { name: 'RangeError', message: 'The session store is down.' });
  await rejects(relay(post('/idc/us-east-1/oidc/token', {})), RangeError);
  equal(sent.length, 0);
});
