// What comes back from AWS, or in its place, and what of it reaches the page.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { get, post, refusal, setStage, type Sent, type Stage } from './stage.js';

const PATH = '/idc/us-east-1/portal/assignment/accounts';
const GRANT = { clientId: 'c', clientSecret: 's', grantType: 'refresh_token', refreshToken: 'r' };

/** What every answer has, refusals too. */
const ALWAYS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function stageThatAnswers(body: RequestInit['body'], init: ResponseInit = {}): Stage {
  return setStage({}, () => new Response(body ?? null, init));
}

test('only the headers that a page needs come down', async () => {
  const passed = {
    date: 'Wed, 01 May 2024 10:00:00 GMT',
    requestid: 'r-1',
    'retry-after': '3',
    'x-amzn-errortype': 'TooManyRequestsException:http://internal.amazon.com/coral/',
    'x-amzn-requestid': 'r-2',
  };
  const { relay } = stageThatAnswers('{"message":"Rate exceeded"}', {
    status: 429,
    headers: {
      ...passed,
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'public, max-age=3600',
      'Content-Encoding': 'identity',
      'Content-Security-Policy': 'default-src *',
      'Content-Type': 'application/x-amz-json-1.1; charset=utf-8',
      Link: '</x>; rel=preload',
      Location: 'https://evil.example',
      'Clear-Site-Data': '"*"',
      Refresh: '0; url=https://evil.example',
      Server: 'Server',
      'Service-Worker-Allowed': '/',
      'Set-Cookie': 'a=b',
      'Transfer-Encoding': 'chunked',
    },
  });
  const response = await relay(get(PATH));
  equal(response.status, 429);
  deepEqual(Object.fromEntries(response.headers), {
    ...ALWAYS,
    ...passed,
    'content-type': 'application/json',
  });
  equal(await response.text(), '{"message":"Rate exceeded"}');
});

test('the answers and refusals that have no body have the same headers', async () => {
  for (const status of [200, 204, 205, 500]) {
    const { relay } = stageThatAnswers(null, { status });
    const response = await relay(get(PATH));
    equal(response.status, status);
    equal(response.body, null);
    deepEqual(Object.fromEntries(response.headers), ALWAYS);
  }
  const { relay } = setStage();
  for (const request of [get('/idc/x'), get(PATH, { method: 'PUT' }), get(`${PATH}?x`)]) {
    const { allow, ...headers } = Object.fromEntries((await relay(request)).headers);
    deepEqual(headers, { ...ALWAYS, 'content-type': 'application/json' });
  }
});

test('bodies come down as they are, up to 1 MiB', async () => {
  const bytes = new Uint8Array(1_048_576).map((_, index) => index % 251);
  const { relay } = stageThatAnswers(bytes, { headers: { 'Content-Type': 'application/json' } });
  deepEqual(new Uint8Array(await (await relay(get(PATH))).arrayBuffer()), bytes);
});

test('an answer larger than 1 MiB is given up, whatever its Content-Length says', async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(65_536));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const { relay } = stageThatAnswers(endless, { headers: { 'Content-Length': '10' } });
  deepEqual(await refusal(await relay(get(PATH))), {
    status: 502,
    message: 'The answer of IAM Identity Center is larger than 1 MiB.',
  });
  equal(cancelled, true);
  ok(pulled < 20, `${pulled} times 64 KiB were read`);
});

test('an answer of empty chunks without end is given up', async () => {
  const empty = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array()),
  });
  const { relay } = stageThatAnswers(empty);
  equal((await relay(get(PATH))).status, 502);
});

test('a redirect is not followed, and its target does not come down', async () => {
  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    const { relay, sent } = stageThatAnswers(null, {
      status,
      headers: { Location: 'https://evil.example/?token=1' },
    });
    const response = await relay(get(PATH));
    equal(response.headers.get('location'), null);
    deepEqual(await refusal(response), {
      status: 502,
      message: 'IAM Identity Center answered with a redirect, which is not followed.',
    });
    equal(sent.length, 1);
    equal(sent[0]?.redirect, 'manual');
  }
  // What a browser's own fetch makes of one.
  const { relay } = setStage({}, () => Response.error());
  equal((await relay(get(PATH))).status, 502);
});

test('a web page in place of an answer comes down as plain text', async () => {
  const html = '<!doctype html><script>alert(document.domain)</script>';
  for (const type of [
    'text/html',
    'text/html; charset=utf-8',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/jsonp',
    '',
  ]) {
    const { relay } = stageThatAnswers(html, { status: 400, headers: { 'Content-Type': type } });
    const response = await relay(get(PATH));
    equal(response.headers.get('content-type'), 'text/plain; charset=utf-8', type);
    equal(response.headers.get('x-content-type-options'), 'nosniff');
    equal(await response.text(), html);
  }
});

test('a failure to reach AWS is told without its reason, which may name the query', async () => {
  const { relay } = setStage({}, ({ url }) => {
    throw new TypeError(`fetch failed: ${url}`);
  });
  deepEqual(await refusal(await relay(get(`${PATH}?next_token=secret`))), {
    status: 502,
    message: 'The relay cannot reach IAM Identity Center.',
  });
});

test('an answer that breaks off is a failure to reach AWS', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  const { relay } = stageThatAnswers(broken);
  equal((await refusal(await relay(get(PATH)))).status, 502);
});

test('an answer takes 15 seconds at most, its body included', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const slow: readonly (() => Response | Promise<Response>)[] = [
    () => new Promise<Response>(() => {}),
    () => new Response(new ReadableStream()),
  ];
  for (const answer of slow) {
    let told = (_: Sent): void => {};
    const asked = new Promise<Sent>((resolve) => {
      told = resolve;
    });
    const { relay } = setStage({}, (sent) => {
      told(sent);
      return answer();
    });
    let isOver = false;
    const answered = relay(get(PATH)).finally(() => {
      isOver = true;
    });
    await asked;
    t.mock.timers.tick(14_999);
    await new Promise((resolve) => setImmediate(resolve));
    equal(isOver, false);
    t.mock.timers.tick(1);
    deepEqual(await refusal(await answered), {
      status: 504,
      message: 'IAM Identity Center did not answer in time.',
    });
    equal((await asked).signal.aborted, true);
  }
});

test('a body that does not come is given up after 15 seconds, and AWS is not asked', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let cancelled = false;
  const body = new ReadableStream({
    cancel: () => {
      cancelled = true;
    },
  });
  const { relay, sent } = setStage();
  const answered = relay(post('/idc/us-east-1/oidc/token', '', { body }));
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(15_000);
  deepEqual(await refusal(await answered), {
    status: 408,
    message: 'The body did not come in time.',
  });
  equal(cancelled, true);
  equal(sent.length, 0);
});

test('a page that goes away ends the exchange with AWS', async () => {
  const gone = new AbortController();
  const { relay, sent } = setStage({}, async ({ signal }) => {
    queueMicrotask(() => gone.abort());
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw signal.reason;
  });
  const response = await relay(get(PATH, { signal: gone.signal }));
  equal(response.status, 499);
  equal(sent[0]?.signal.aborted, true);
});

test('a page that went away before causes no exchange', async () => {
  const { relay, sent } = setStage();
  const signal = AbortSignal.abort();
  equal((await relay(get(PATH, { signal }))).status, 499);
  equal((await relay(post('/idc/us-east-1/oidc/token', GRANT, { signal }))).status, 499);
  equal(sent.length, 0);
});

test('no refusal repeats what was sent, and nothing is logged', async (t) => {
  const logged = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
  const mocks = logged.map((name) => t.mock.method(console, name, () => {}));
  const written = [process.stdout, process.stderr].map((stream) =>
    t.mock.method(stream, 'write', () => true),
  );
  const secret = 'S3CRETxyz';
  const { relay } = setStage({}, () => {
    throw new Error(secret);
  });
  const answers: Response[] = [];
  for (const request of [
    get(`/idc/${secret}/portal/assignment/accounts`),
    get(`/${secret}`),
    get(`${PATH}?${secret}=1`),
    get(`${PATH}?next_token=${secret}&next_token=${secret}`),
    get(PATH, { headers: { Origin: `https://${secret}.example` } }),
    get(PATH, { headers: { 'X-Requested-By': secret } }),
    get(PATH, { headers: { Authorization: `Bearer ${secret} x` } }),
    get(PATH, { method: secret }),
    get(PATH, { headers: { Authorization: `Bearer ${secret}` } }),
    post('/idc/us-east-1/oidc/token', { ...GRANT, grantType: secret }),
    post('/idc/us-east-1/oidc/token', `{"${secret}`),
    post('/idc/us-east-1/oidc/token', { ...GRANT, refreshToken: secret }),
  ]) {
    answers.push(await relay(request));
  }
  const calls = [...mocks, ...written].map((mock) => mock.mock.callCount());
  t.mock.restoreAll();
  equal(Math.max(...calls), 0);
  for (const answer of answers) {
    ok(answer.status >= 400);
    equal(JSON.stringify([await answer.text(), ...answer.headers]).includes(secret), false);
  }
});
