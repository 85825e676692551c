// The listener for the redirect: what it lets through, what it refuses, and what the browser gets to see.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isIdentityCenterError } from '../../node_modules/aws-sso-wasm/errors.js';
import type { RedirectPage } from '../../node_modules/aws-sso-wasm/host.js';
import {
  type LoopbackListener,
  openListener,
} from '../../node_modules/aws-sso-wasm/node/listener.js';
import { listen } from './server.js';

const PATH = '/oauth/callback';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function open(t: TestContext, port = 0): Promise<LoopbackListener> {
  const listener = await openListener(port, new AbortController().signal);
  t.after(() => listener.close());
  return listener;
}

async function ask(
  port: number,
  path: string,
  { method = 'GET', host, headers = {} }: Ask = {},
): Promise<Reply> {
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false,
    headers: { ...headers, ...(host === undefined ? {} : { host }) },
  });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

async function answered(t: TestContext, page: RedirectPage, detail: string): Promise<Reply> {
  const listener = await open(t);
  const reply = ask(listener.port, `${PATH}?code=1`);
  const { id } = await listener.next(1000);
  listener.answer(id, page, detail);
  return reply;
}

test('a redirect arrives whole, and gets its page', async (t) => {
  const listener = await open(t);
  const reply = ask(listener.port, `${PATH}?code=a%20b&state=s`);
  const redirect = await listener.next(1000);
  deepEqual(redirect, {
    id: redirect.id,
    url: `http://127.0.0.1:${listener.port}${PATH}?code=a%20b&state=s`,
    pasted: false,
  });
  listener.answer(redirect.id, 'signed-in', '');
  const { status, body } = await reply;
  equal(status, 200);
  match(body, /You are signed in/);
  listener.answer(redirect.id, 'failed', '');
});

for (const [page, status, title] of [
  ['signed-in', 200, /You are signed in/],
  ['denied', 200, /Access was denied/],
  ['failed', 200, /did not go through/],
  ['ignored', 400, /Not the sign-in that is waited for/],
] as const) {
  test(`the page "${page}"`, async (t) => {
    const reply = await answered(t, page, 'Signed in as <Ann & Bob>.');
    equal(reply.status, status);
    match(reply.body, title);
    match(reply.body, /Signed in as &lt;Ann &amp; Bob&gt;\./);
  });
}

test('every answer forbids what a page could do', async (t) => {
  const { headers, body } = await answered(t, 'failed', '');
  equal(headers['cache-control'], 'no-store');
  equal(headers['referrer-policy'], 'no-referrer');
  equal(headers['x-content-type-options'], 'nosniff');
  equal(headers['connection'], 'close');
  equal(headers['set-cookie'], undefined);
  const policy = String(headers['content-security-policy']);
  match(policy, /^default-src 'none'; /);
  match(policy, /frame-ancestors 'none'/);
  const style = /<style>([^]*)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  ok(policy.includes(`style-src 'sha256-${hash}'`), policy);
  ok(!/<script|<link|<img|src=|style=|https?:/i.test(body));
  const listener = await open(t);
  const refused = await ask(listener.port, '/elsewhere');
  equal(refused.headers['content-security-policy'], policy);
});

test('text in a page stays text', async (t) => {
  const { body } = await answered(t, 'failed', `</p><script>alert("1")</script>'`);
  ok(body.includes('&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;'));
});

const REFUSED: readonly [string, string, Ask, number][] = [
  ['another path', '/', {}, 404],
  ['the icon', '/favicon.ico', {}, 404],
  ['a longer path', `${PATH}/x?code=1`, {}, 404],
  ['a path that only ends so', `/x${PATH}?code=1`, {}, 404],
  ['a path with another case', '/OAuth/callback?code=1', {}, 404],
  ['an encoded path', '/oauth%2Fcallback?code=1', {}, 404],
  ['a path in a roundabout way', '/x/../oauth/callback?code=1', {}, 404],
  ['a whole URL', `http://127.0.0.1${PATH}?code=1`, {}, 404],
  ['POST', `${PATH}?code=1`, { method: 'POST' }, 405],
  ['HEAD', `${PATH}?code=1`, { method: 'HEAD' }, 405],
  ['OPTIONS', `${PATH}?code=1`, { method: 'OPTIONS' }, 405],
  ['DELETE', `${PATH}?code=1`, { method: 'DELETE' }, 405],
  ['another name for this machine', `${PATH}?code=1`, { host: 'localhost' }, 400],
  ["an attacker's name for this machine", `${PATH}?code=1`, { host: 'attacker.test' }, 400],
  ['the right name on another port', `${PATH}?code=1`, { host: '127.0.0.1:1' }, 400],
  ['the name without the port', `${PATH}?code=1`, { host: '127.0.0.1' }, 400],
  ['a name that begins so', `${PATH}?code=1`, { host: '127.0.0.1.attacker.test' }, 400],
];
test('whatever is no redirect is refused, and the wait goes on', async (t) => {
  const listener = await open(t);
  for (const [name, path, how, status] of REFUSED) {
    const reply = await ask(listener.port, path, how);
    equal(reply.status, status, name);
    equal(reply.headers['cache-control'], 'no-store', name);
    if (status === 405) equal(reply.headers['allow'], 'GET', name);
  }
  const wait = listener.next(1000);
  void ask(listener.port, `${PATH}?code=2`).catch(() => undefined);
  match((await wait).url, /code=2$/);
});

async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return answer;
}

test('requests that are none, or too big, are refused', async (t) => {
  const { port } = await open(t);
  const host = `Host: 127.0.0.1:${port}\r\n`;
  match(await raw(port, `GET ${PATH}?code=1 HTTP/1.1\r\n\r\n`), /^HTTP\/1\.1 400 /);
  match(await raw(port, `GET ${PATH}?code=1 HTTP/1.0\r\n\r\n`), /^HTTP\/1\.1 400 /);
  match(await raw(port, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 /);
  match(await raw(port, `GET ${PATH}?code=1 HTTP/1.1\r\n${host}${host}\r\n`), /^HTTP\/1\.1 400 /);
  const long = 'x'.repeat(20_000);
  match(await raw(port, `GET ${PATH}?${long} HTTP/1.1\r\n${host}\r\n`), /^HTTP\/1\.1 431 /);
  match(await raw(port, `GET ${PATH} HTTP/1.1\r\n${host}X: ${long}\r\n\r\n`), /^HTTP\/1\.1 431 /);
});

test('connections that say nothing, or only a little, are cut', { timeout: 20_000 }, async (t) => {
  const { port } = await open(t);
  const start = performance.now();
  const sockets = ['', `GET ${PATH} HTTP/1.1\r\n`, 'GET'].map((text): Socket => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => undefined);
    return socket.resume();
  });
  const drip = setInterval(() => sockets[1]?.write('X: y\r\n'), 500);
  await Promise.all(sockets.map((socket) => once(socket, 'close')));
  clearInterval(drip);
  ok(performance.now() - start < 10_000);
});

test(
  'a flood of connections and of redirects keeps nobody out for long',
  { timeout: 20_000 },
  async (t) => {
    const listener = await open(t);
    const { port } = listener;
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(port, '127.0.0.1');
      return socket.on('error', () => undefined);
    });
    await pause(200);
    for (const socket of sockets) socket.destroy();
    await pause(200);
    const replies = Array.from({ length: 530 }, (_, index) => ask(port, `${PATH}?state=${index}`));
    await pause(1_500);
    for (let taken = 0; taken < 512; taken += 1) {
      const { id } = await listener.next(1000);
      listener.answer(id, 'ignored', '');
    }
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    equal(statuses.filter((status) => status === 400).length, 512);
    equal(statuses.filter((status) => status === 503).length, 18);
    const reply = ask(port, `${PATH}?code=right`);
    const { id, url } = await listener.next(1000);
    match(url, /code=right$/);
    listener.answer(id, 'signed-in', '');
    equal((await reply).status, 200);
  },
);

test('after the sign-in the port is closed, and the page still arrives', async (t) => {
  const listener = await open(t);
  const reply = ask(listener.port, `${PATH}?code=1`);
  const { id } = await listener.next(1000);
  listener.answer(id, 'signed-in', '');
  listener.close();
  equal((await reply).status, 200);
  await listener.closed;
  await rejects(ask(listener.port, PATH), { code: 'ECONNREFUSED' });
});

test('after a redirect that is ignored it keeps listening', async (t) => {
  const listener = await open(t);
  for (const page of ['ignored', 'ignored', 'denied'] as const) {
    const reply = ask(listener.port, `${PATH}?code=1`);
    const { id } = await listener.next(1000);
    listener.answer(id, page, '');
    await reply;
  }
});

test('a redirect that nobody judged is answered when the listener closes', async (t) => {
  const listener = await open(t);
  const reply = ask(listener.port, `${PATH}?code=1`);
  await listener.next(1000);
  listener.close();
  equal((await reply).status, 400);
  await listener.closed;
});

test('a browser that goes away costs nothing', async (t) => {
  const listener = await open(t);
  const { port } = listener;
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${PATH}?code=1 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const { id } = await listener.next(1000);
  socket.destroy();
  await pause(50);
  listener.answer(id, 'signed-in', '');
});

test('it listens on 127.0.0.1 and on no other address', async (t) => {
  const { port } = await open(t);
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
    .map(({ address }) => address);
  for (const address of [...addresses, '127.0.0.2']) {
    const socket = connect({ host: address, port, timeout: 1000 });
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => ['connected']),
      once(socket, 'timeout').then(() => ['timeout']),
      once(socket, 'error').then(([error]) => [error.code]),
    ]).catch((error: NodeJS.ErrnoException) => [error.code]);
    socket.destroy();
    ok(outcome !== 'connected', `${address} answered.`);
  }
});

test('a chosen port is taken, one that is taken is told', async (t) => {
  const first = await open(t);
  await rejects(openListener(first.port, new AbortController().signal), (error) => {
    ok(isIdentityCenterError(error, 'ERR_NETWORK'));
    match(error.message, /^Port \d+ of 127\.0\.0\.1 cannot be opened: another program uses it\.$/);
    ok(error.help);
    return true;
  });
  first.close();
  await first.closed;
  equal((await open(t, first.port)).port, first.port);
  const other = createServer();
  await rejects(openListener(await listen(t, other), new AbortController().signal), {
    code: 'ERR_NETWORK',
  });
});

test('the wait has an end', async (t) => {
  const listener = await open(t);
  await rejects(listener.next(50), { code: 'ERR_TIMEOUT', retryable: false });
  const stop = new AbortController();
  const stopped = await openListener(0, stop.signal);
  t.after(() => stopped.close());
  setTimeout(() => stop.abort(), 20);
  await rejects(stopped.next(5000), { code: 'ERR_ABORTED' });
  await rejects(stopped.next(5000), { code: 'ERR_ABORTED' });
  await rejects(openListener(0, stop.signal), { code: 'ERR_ABORTED' });
});

test('what is pasted arrives in its turn', async (t) => {
  const listener = await open(t);
  listener.paste('http://127.0.0.1:1/oauth/callback?code=pasted');
  const { id, url, pasted } = await listener.next(1000);
  deepEqual([url, pasted], ['http://127.0.0.1:1/oauth/callback?code=pasted', true]);
  listener.answer(id, 'signed-in', '');
  const wait = listener.next(1000);
  listener.paste('second');
  equal((await wait).url, 'second');
});
