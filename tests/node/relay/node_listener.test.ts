// The listener of Node servers: what it makes of raw requests, and of clients that misbehave.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { nodeListener } from 'aws-sso-wasm/relay';

async function start(t: TestContext, listener: RequestListener): Promise<[number, Server]> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return [(server.address() as AddressInfo).port, server];
}

/** Sends these bytes and returns all that comes back until the server ends the connection. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = open(port, bytes);
  let received = '';
  socket.setEncoding('latin1').on('data', (text) => {
    received += String(text);
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}

function open(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  // A reset ends the connection too, and that is waited for.
  return socket.on('error', () => {});
}

const CLOSE = 'Connection: close\r\n';

test('the handler gets the request as it was sent, and its answer comes back', async (t) => {
  const seen: unknown[] = [];
  const [port] = await start(
    t,
    nodeListener(async (request) => {
      seen.push([request.method, request.url, request.headers.get('x-a'), await request.text()]);
      return new Response('{"a":"ü"}', {
        status: 418,
        headers: { 'Content-Type': 'application/json', Date: 'Wed, 01 May 2024 10:00:00 GMT' },
      });
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/a/b?c=d%20e`, {
    method: 'POST',
    headers: { 'X-A': 'b' },
    body: 'ü'.repeat(100_000),
  });
  equal(answer.status, 418);
  equal(answer.headers.get('date'), 'Wed, 01 May 2024 10:00:00 GMT');
  equal(answer.headers.get('content-length'), '10');
  equal(await answer.text(), '{"a":"ü"}');
  await fetch(`http://127.0.0.1:${port}/`);
  deepEqual(seen, [
    ['POST', `http://127.0.0.1:${port}/a/b?c=d%20e`, 'b', 'ü'.repeat(100_000)],
    ['GET', `http://127.0.0.1:${port}/`, null, ''],
  ]);
});

test('a Host or a target that is none is refused before the handler', async (t) => {
  let asked = 0;
  const [port] = await start(
    t,
    nodeListener(async () => {
      asked += 1;
      return new Response();
    }),
  );
  for (const head of [
    'GET /a HTTP/1.1\r\nHost: a@b\r\n',
    'GET /a HTTP/1.1\r\nHost: a/b\r\n',
    'GET /a HTTP/1.1\r\nHost: a b\r\n',
    'GET /a HTTP/1.1\r\nHost: a:b\r\n',
    'GET /a HTTP/1.1\r\nHost: a:1:2\r\n',
    'GET /a HTTP/1.1\r\nHost: a#b\r\n',
    'GET /a HTTP/1.1\r\nHost: a?b\r\n',
    'GET /a HTTP/1.1\r\nHost: a\\b\r\n',
    'GET /a HTTP/1.1\r\nHost: [::1\r\n',
    'GET /a HTTP/1.1\r\nHost: \r\n',
    'GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n',
    'GET /a HTTP/1.1\r\n',
    'GET /a HTTP/1.0\r\n',
    'GET http://evil.example/a HTTP/1.1\r\nHost: a\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\n',
  ]) {
    match(await exchange(port, `${head}${CLOSE}\r\n`), /^HTTP\/1\.1 400 /, head);
  }
  match(await exchange(port, `TRACE /a HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`), /^HTTP\/1\.1 405 /);
  equal(asked, 0);
});

test('a target with two slashes stays on the host that was asked', async (t) => {
  const seen: string[] = [];
  const [port] = await start(
    t,
    nodeListener(async ({ url }) => {
      seen.push(url);
      return new Response();
    }),
  );
  await exchange(port, `GET //evil.example/a HTTP/1.1\r\nHost: a:1\r\n${CLOSE}\r\n`);
  await exchange(port, `GET /\\evil.example/a HTTP/1.1\r\nHost: a:1\r\n${CLOSE}\r\n`);
  deepEqual(seen, ['http://a:1//evil.example/a', 'http://a:1//evil.example/a']);
});

test('a client that goes away aborts the request', async (t) => {
  let told = (_: unknown): void => {};
  const aborted = new Promise((resolve) => {
    told = resolve;
  });
  const [port] = await start(
    t,
    nodeListener(async ({ signal }) => {
      socket.destroy();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      told(signal.aborted);
      return new Response('Nobody reads this.');
    }),
  );
  const socket = open(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  equal(await aborted, true);
});

test('an answer that is given while the body still comes reaches the client whole', async (t) => {
  const [port] = await start(
    t,
    nodeListener(async () => new Response('x'.repeat(50_000), { status: 413 })),
  );
  const body = new Uint8Array(5_000_000);
  for (let round = 0; round < 5; round += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    equal(answer.status, 413);
    equal((await answer.text()).length, 50_000);
  }
});

test('a client that never stops sending is cut off after a second', async (t) => {
  const [port] = await start(
    t,
    nodeListener(async () => new Response(null, { status: 413 })),
  );
  const socket = open(port, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20);
  t.after(() => clearInterval(timer));
  const began = performance.now();
  let received = '';
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
  });
  await new Promise((resolve) => socket.once('close', resolve));
  match(received, /^HTTP\/1\.1 413 /);
  ok(performance.now() - began < 5_000);
});

test('the body is read no faster than the handler takes it', async (t) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const listener = nodeListener(async (request) => {
    const reader = request.body?.getReader();
    await reader?.read();
    await held;
    await reader?.cancel();
    return new Response();
  });
  let read = 0;
  const [port] = await start(t, (incoming, outgoing) => {
    const push = incoming.push.bind(incoming);
    t.mock.method(incoming, 'push', (chunk: Uint8Array | null) => {
      read += chunk?.length ?? 0;
      return push(chunk);
    });
    listener(incoming, outgoing);
  });
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n';
  const socket = open(port, head);
  socket.write(new Uint8Array(100_000_000));
  await wait(300);
  ok(read > 0 && read < 1_000_000, `${read} bytes were read`);
  release();
  // A connection whose answer nobody reads does not close.
  await new Promise((resolve) => socket.resume().once('close', resolve));
});

test('what the handler rejects with goes to the framework, or ends in a bare 500', async (t) => {
  const failure = new Error('The session store is down.');
  const listener = nodeListener(async () => {
    throw failure;
  });
  const [bare] = await start(t, listener);
  const answer = await fetch(`http://127.0.0.1:${bare}/`);
  deepEqual([answer.status, await answer.text()], [500, '']);
  const told: unknown[] = [];
  const [framed] = await start(t, (incoming, outgoing) =>
    listener(incoming, outgoing, (error) => {
      told.push(error);
      outgoing.writeHead(503).end();
    }),
  );
  equal((await fetch(`http://127.0.0.1:${framed}/`, { method: 'POST', body: 'x' })).status, 503);
  deepEqual(told, [failure]);
});

test('a body that something read before is told as the mistake it is', async (t) => {
  const told: unknown[] = [];
  const listener = nodeListener(async () => new Response());
  const [port] = await start(t, (incoming, outgoing) => {
    incoming.resume().once('end', () => {
      listener(incoming, outgoing, (error) => {
        told.push(String(error));
        outgoing.writeHead(500).end();
      });
    });
  });
  equal((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).status, 500);
  match(String(told[0]), /Mount the relay before what reads bodies/);
});
