// The relay under attack, in a process of its own: whatever comes, people are served, and AWS is not asked by anyone else.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSandbox, listen, type Sandbox, type SandboxServer } from 'aws-sso-wasm/sandbox';

const HOST = 'console.example.com';
const REGISTER = '/idc/us-east-1/oidc/client/register';
const BODY = '{"clientName":"x","clientType":"public"}';
const FROM_PAGE = `X-Requested-By: aws-sso-wasm\r\nSec-Fetch-Site: same-origin\r\nOrigin: https://${HOST}\r\nContent-Type: application/json\r\n`;

let sandbox: Sandbox;
let upstream: SandboxServer;
let child: ChildProcess;
let port: number;
let served = 0;

before(async () => {
  sandbox = createSandbox();
  upstream = await listen(sandbox);
  const file = fileURLToPath(new URL('../children/relay_server.js', import.meta.url));
  child = fork(file, { env: { ...process.env, UPSTREAM: upstream.url } });
  const [message] = await once(child, 'message');
  port = Object(message).port;
});

after(async () => {
  child.kill();
  await upstream.close();
});

/** What the server says of itself. */
async function state(): Promise<{ readonly connections: number; readonly rss: number }> {
  child.send({});
  const [message] = await once(child, 'message');
  return Object(message);
}

/** A page's own request, on a connection of its own; the status. */
function askAsPage(host = HOST): Promise<number> {
  const headers = {
    Host: host,
    Origin: `https://${host}`,
    'X-Requested-By': 'aws-sso-wasm',
    'Sec-Fetch-Site': 'same-origin',
    'Content-Type': 'application/json',
  };
  const options = {
    host: '127.0.0.1',
    port,
    path: REGISTER,
    method: 'POST',
    headers,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const asked = request(options, (incoming) => {
      incoming.resume().once('end', () => resolve(incoming.statusCode ?? 0));
    });
    asked.once('error', reject).end(BODY);
  });
}

/** A person is served, and AWS has heard of nobody else. */
async function isServed(): Promise<void> {
  const began = performance.now();
  equal(await askAsPage(), 200);
  served += 1;
  equal(sandbox.count('RegisterClient'), served);
  equal(sandbox.events.length, served);
  ok(performance.now() - began < 15_000, 'A person waited for more than 15 seconds.');
}

/** A connection that sends this. What comes of it, a reset too, is awaited by `ended`. */
function open(bytes: string | Uint8Array = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write(bytes);
  return socket;
}

/** All that came back, once the server ends the connection. */
async function ended(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (more) => {
    text += String(more);
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

function post(head: string, body = ''): string {
  return `POST ${REGISTER} HTTP/1.1\r\nHost: ${HOST}\r\n${FROM_PAGE}${head}\r\n${body}`;
}

test('10,000 connections that say nothing, little, or half', { timeout: 60_000 }, async (t) => {
  const COUNT = 10_000;
  await isServed();
  const { rss } = await state();
  const sockets: Socket[] = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  while (sockets.length < COUNT) {
    const batch = Array.from({ length: 500 }, () => open());
    await Promise.all(batch.map((socket) => once(socket, 'connect')));
    sockets.push(...batch);
  }
  let { connections } = await state();
  // The kernel says that it is connected before the server has heard of it.
  while (connections < COUNT) ({ connections } = await state());
  const halves = [
    'GET /idc/us-east-1/',
    post('Content-Length: 60000\r\n', '{"'),
    post('Content-Length: 5\r\n'),
  ];
  for (const [index, socket] of sockets.entries()) socket.write(halves[index % 20] ?? '');
  for (let person = 0; person < 10; person += 1) await isServed();
  const each = Math.round(((await state()).rss - rss) / COUNT / 1_024);
  for (const socket of sockets) socket.destroy();
  t.diagnostic(
    `${connections} connections at once, ${each} KiB each; 10 people were served meanwhile.`,
  );
  ok(each < 100);
  await isServed();
});

test('bodies that drip are ended by the relay, in its own time', { timeout: 30_000 }, async (t) => {
  const head = post('Transfer-Encoding: chunked\r\n').replace('/idc/', '/impatient/');
  const sockets = Array.from({ length: 200 }, () => open(head));
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('1\r\n{\r\n');
  }, 100);
  t.after(() => clearInterval(drip));
  const began = performance.now();
  const answers = await Promise.all(sockets.map(ended));
  const seconds = (performance.now() - began) / 1_000;
  for (const answer of answers) match(answer, /^HTTP\/1\.1 408 .*The body did not come in time\./s);
  t.diagnostic(`200 dripping bodies were ended within ${seconds.toFixed(1)} seconds.`);
  ok(seconds < 20);
  await isServed();
});

test('bodies and headers that are far too large cost no memory', { timeout: 30_000 }, async (t) => {
  const { rss } = await state();
  const large = 'x'.repeat(4_000_000);
  const answers: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    const sockets = Array.from({ length: 20 }, (_, index) =>
      open(
        [
          post('Content-Length: 4000000\r\n', large),
          post('Transfer-Encoding: chunked\r\n', `3D0900\r\n${large}\r\n0\r\n\r\n`),
          post(`X-A: ${large}\r\n`),
          post(Array.from({ length: 100_000 }, (_, name) => `x-${name}: y\r\n`).join('')),
        ][index % 4] ?? '',
      ),
    );
    answers.push(...(await Promise.all(sockets.map(ended))));
  }
  const statuses = new Set(answers.map((answer) => answer.slice(9, 12)));
  // A client that sends on and on may see the end of the connection before the answer.
  deepEqual(
    [...statuses].filter((status) => !['413', '431', ''].includes(status)),
    [],
  );
  ok(statuses.has('413') && statuses.has('431'));
  const grown = Math.round(((await state()).rss - rss) / 1_048_576);
  t.diagnostic(`40 requests of 1 to 4 MB, ${grown} MiB more in use.`);
  ok(grown < 200);
  await isServed();
});

test('garbage is refused', { timeout: 30_000 }, async (t) => {
  const line = `POST ${REGISTER} HTTP/1.1\r\nHost: ${HOST}\r\n${FROM_PAGE}`;
  const crafted = [
    '\r\n\r\n\r\n',
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `${line}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${line}Content-Length: 2\r\nContent-Length: 40\r\n\r\n${BODY}`,
    `${line}Content-Length: -1\r\n\r\n${BODY}`,
    `${line}Content-Length: 0x28\r\n\r\n${BODY}`,
    `${line}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n${BODY}`,
    `${line}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}`,
    `${line}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    `${line} X-A: b\r\n\r\n`,
    `${line}X A: b\r\n\r\n`,
    `${line}X-A: a\x00b\r\n\r\n`,
    `${line}X-A: a\rb\r\n\r\n`,
    `${line}Upgrade: websocket\r\nConnection: Upgrade, close\r\nContent-Length: 0\r\n\r\n`,
    `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
    `POST ${REGISTER}\x00 HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`,
    `POST http://evil.example${REGISTER} HTTP/1.1\r\nHost: ${HOST}\r\n${FROM_PAGE}Connection: close\r\nContent-Length: 2\r\n\r\n{}`,
    `POST ${REGISTER} HTTP/1.1\r\n${FROM_PAGE}Connection: close\r\nContent-Length: 2\r\n\r\n{}`,
  ];
  const random = Array.from({ length: 1_000 }, () =>
    randomBytes(1 + Math.floor(Math.random() * 2_000)),
  );
  const refused = await Promise.all(
    [...crafted.map((text) => Buffer.from(text, 'latin1')), ...random].map(async (bytes) => {
      const socket = open(bytes);
      socket.once('connect', () => socket.end());
      return await ended(socket);
    }),
  );
  deepEqual(
    refused.filter((answer) => !/^(?:HTTP\/1\.1 (?:4\d\d|5\d\d) |$)/.test(answer)),
    [],
  );
  t.diagnostic(`${crafted.length} crafted and ${random.length} random requests.`);
  await isServed();
});

test('pages that had their name resolve to this machine are refused', async () => {
  for (const host of [
    'evil.example',
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    '0.0.0.0',
    `${HOST}.evil.example`,
    `evil-${HOST}`,
    `${HOST}:${port}`,
  ]) {
    equal(await askAsPage(host), 403, host);
  }
  await isServed();
});

test('the server still stands, and holds no more than it must', { timeout: 30_000 }, async (t) => {
  let { connections } = await state();
  for (let tries = 0; connections > 0 && tries < 100; tries += 1) {
    await wait(100);
    ({ connections } = await state());
  }
  equal(connections, 0);
  equal(child.exitCode, null);
  t.diagnostic(`${served} people were served; AWS was asked ${sandbox.events.length} times.`);
});
