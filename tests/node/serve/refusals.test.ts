// What no page of the console would send, and what it gets.

import { doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { freePort } from '../free_port.js';
import { Console, serve } from './console.js';

test('another host name is not served, whatever it resolves to', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  for (const host of [
    'rebound.example',
    `rebound.example:${console.port}`,
    `localhost:${console.port}`,
    `[::1]:${console.port}`,
    '127.0.0.1',
    `127.0.0.1:${console.port + 1}`,
    `127.0.0.1:0${console.port}`,
    `127.0.0.1.:${console.port}`,
    `2130706433:${console.port}`,
  ]) {
    for (const path of ['/', '/main.js', '/config.json', '/oauth/callback', console.entry]) {
      const { status, text } = await console.ask(path, { headers: { host, cookie } });
      equal(status, 421, `${host}${path}`);
      equal(text, `Only ${console.origin}/ is served here.\n`);
    }
  }
  const two = `Host: 127.0.0.1:${console.port}\r\nHost: rebound.example\r\n`;
  match(
    await console.raw(`GET / HTTP/1.1\r\n${two}Connection: close\r\n\r\n`),
    /^HTTP\/1\.1 4(00|21) /,
  );
  match(await console.raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
  match(await console.raw('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 421 /);
});

test('other sites, other ports and frames get nothing, cookie or not', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const origins = [
    'https://evil.example',
    'http://127.0.0.1',
    `http://127.0.0.1:${console.port + 1}`,
    `http://localhost:${console.port}`,
    `https://127.0.0.1:${console.port}`,
    'null',
    '',
  ];
  const sites = ['cross-site', 'same-site', 'none', 'SAME-ORIGIN', ''];
  for (const path of ['/config.json', '/idc/us-east-1/oidc/token']) {
    for (const headers of [
      ...origins.map((origin) => ({ origin })),
      ...sites.map((site) => ({ 'sec-fetch-site': site })),
    ]) {
      const { status, text } = await console.ask(path, { headers: { ...headers, cookie } });
      equal(status, 403, `${path} ${JSON.stringify(headers)}`);
      match(text, /Only the page of this console may ask for this\./);
    }
  }
  for (const site of ['cross-site', 'same-site']) {
    for (const path of ['/main.js', '/style.css', '/core.wasm', '/icon.svg']) {
      const { status } = await console.ask(path, { headers: { 'sec-fetch-site': site, cookie } });
      equal(status, 403, `${path} ${site}`);
    }
  }
  for (const destination of ['iframe', 'frame', 'object', 'embed', 'script', 'empty']) {
    for (const path of ['/', '/oauth/callback?code=c&state=s']) {
      const headers = { 'sec-fetch-dest': destination, cookie };
      equal((await console.ask(path, { headers })).status, 403, `${path} ${destination}`);
    }
  }
});

test('GET and HEAD are the only methods; the relay has its own', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const headers = { cookie, origin: console.origin };
  for (const path of ['/', '/oauth/callback', '/main.js', '/config.json']) {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND']) {
      const answer = await console.ask(path, { method, headers });
      equal(answer.status, 405, `${method} ${path}`);
      equal(answer.headers.allow, 'GET, HEAD');
      equal(answer.headers['access-control-allow-origin'], undefined);
    }
    equal((await console.ask(path, { method: 'HEAD', headers })).text, '');
  }
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'HEAD']) {
    const path = '/idc/us-east-1/oidc/token';
    equal((await console.ask(path, { method, headers })).status, 405, method);
  }
  match(
    await console.raw(
      `CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:${console.port}\r\n\r\n`,
    ),
    /^$/,
  );
});

test('no path but those of the list leads to a file', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  for (const path of [
    '/index.html',
    '/www/index.html',
    '/main.js/',
    '/main.js%00',
    '/main.js;x',
    '/MAIN.JS',
    '//main.js',
    '/./main.js',
    '/x/../main.js',
    '/%6dain.js',
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/..%5cpackage.json',
    '/..\\package.json',
    '/%252e%252e%252fpackage.json',
    '/....//package.json',
    '/..;/package.json',
    '/%c0%ae%c0%ae/package.json',
    '/cli/main.cjs',
    '/cli/cli.wasm',
    '/package.json',
    '/etc/passwd',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/constructor',
    '/__proto__',
    '/.aws/config',
    '/oauth/callback/',
    '/oauth/../config.json',
    '/idc',
    '/idc/../config.json',
    '/idc/%2e%2e/config.json',
    '/idc/us-east-1/oidc/../../../config.json',
    '/idcx',
    '*',
    'http://127.0.0.1/main.js',
    'http://evil.example/',
    '/config.json#x',
  ]) {
    const headers = {
      cookie,
      origin: console.origin,
      'x-requested-by': 'aws-sso-wasm',
    };
    const { status, text } = await console.ask(path, { headers });
    ok(status === 404 || status === 400, `${path}: ${status}`);
    doesNotMatch(text, /"sessions"|"version"|root:|sso_start_url/, path);
  }
});

test('huge headers are refused, and garbage too', async (t) => {
  const console = await Console.open(t);
  const line = `Host: 127.0.0.1:${console.port}\r\n`;
  match(
    await console.raw(`GET / HTTP/1.1\r\n${line}X: ${'x'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 /,
  );
  match(
    await console.raw(`GET /?${'x'.repeat(20_000)} HTTP/1.1\r\n${line}\r\n`),
    /^HTTP\/1\.1 431 /,
  );
  match(await console.raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n'), /^HTTP\/1\.1 400 /);
  match(
    await console.raw(
      `POST / HTTP/1.1\r\n${line}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ),
    /^HTTP\/1\.1 400 /,
  );
  equal((await console.ask('/main.js')).status, 200);
});

test('who is slow is cut off, and holds up nobody', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const begun = performance.now();
  const slow = [
    '',
    'GET / HT',
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${console.port}\r\nX: `,
    `POST /idc/us-east-1/oidc/token HTTP/1.1\r\nHost: 127.0.0.1:${console.port}\r\n` +
      `Cookie: ${cookie}\r\nOrigin: ${console.origin}\r\nX-Requested-By: aws-sso-wasm\r\n` +
      `Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
  ].map((bytes) => console.raw(bytes));
  equal((await console.ask('/main.js')).status, 200);
  for (const text of await Promise.all(slow)) match(text, /^(HTTP\/1\.1 408 |$)/);
  const seconds = (performance.now() - begun) / 1000;
  ok(seconds > 4 && seconds < 15, `${seconds} s`);
});

test(
  '1,000 connections that say nothing go away, and the console stays',
  { timeout: 60_000 },
  async (t) => {
    const console = await Console.open(t);
    const sockets: Socket[] = [];
    t.after(() => sockets.forEach((socket) => socket.destroy()));
    for (let count = 0; count < 1_000; count += 1) {
      const socket = connect(console.port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      sockets.push(socket);
    }
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    equal((await console.ask('/main.js')).status, 200);
    match(await console.enter(), /=/);
  },
);

test('a port that is taken is told of, with the way out', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, stdout, stderr } = await serve(t, '--no-browser', '--port', port);
  equal(code, 255);
  equal(stdout, '');
  equal(
    stderr,
    `\naws-sso-wasm: [ERROR]: Port ${port} of 127.0.0.1 cannot be opened: another program uses it.\n` +
      'Give another one with --port, or leave it out for any that is free.\n',
  );
});

test('it listens on 127.0.0.1 alone, at the port that was asked for', async (t) => {
  const port = await freePort();
  const console = await Console.open(t, { arguments: ['--no-browser', '--port', String(port)] });
  equal(console.port, port);
  for (const host of ['127.0.0.2', '::1']) {
    const socket = connect(port, host);
    const [error] = await once(socket, 'error');
    match(error.code, /^(ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH)$/);
  }
});
