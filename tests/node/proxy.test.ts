// Proxies: which one the environment names, and what goes through it.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isIdentityCenterError } from '../../node_modules/aws-sso-wasm/errors.js';
import { createHttpClient, type HttpClient } from '../../node_modules/aws-sso-wasm/node/http.js';
import { proxyFor } from '../../node_modules/aws-sso-wasm/node/proxy.js';
import { createCertificateAuthority } from './certificate_authority.js';
import { freePort } from './free_port.js';
import { listen } from './server.js';
import { temporaryFolder } from './temporary_folder.js';

const OIDC = new URL('https://oidc.us-east-1.amazonaws.com/token');
const PROXY = 'http://proxy.test:3128';

const NAMED: readonly [Record<string, string>, string | undefined][] = [
  [{}, undefined],
  [{ HTTPS_PROXY: PROXY }, `${PROXY}/`],
  [{ https_proxy: PROXY }, `${PROXY}/`],
  [{ HTTPS_PROXY: 'http://other.test', https_proxy: PROXY }, `${PROXY}/`],
  [{ ALL_PROXY: PROXY }, `${PROXY}/`],
  [{ HTTP_PROXY: PROXY }, undefined],
  [{ HTTPS_PROXY: '' }, undefined],
  [{ HTTPS_PROXY: 'proxy.test:3128' }, `${PROXY}/`],
  [{ HTTPS_PROXY: '//proxy.test:3128' }, `${PROXY}/`],
  [{ HTTPS_PROXY: 'https://proxy.test' }, 'https://proxy.test/'],
];
for (const [environment, expected] of NAMED) {
  test(`${JSON.stringify(environment)} names ${expected}`, () => {
    equal(proxyFor(OIDC, environment)?.href, expected);
  });
}

for (const [list, isExempt] of [
  ['*', true],
  ['amazonaws.com', true],
  ['.amazonaws.com', true],
  ['*.amazonaws.com', true],
  ['oidc.us-east-1.amazonaws.com', true],
  ['OIDC.us-east-1.AmazonAWS.com', true],
  ['oidc.us-east-1.amazonaws.com:443', true],
  ['oidc.us-east-1.amazonaws.com:8443', false],
  ['localhost, 127.0.0.1 ,amazonaws.com', true],
  ['azonaws.com', false],
  ['us-east-1.amazonaws.co', false],
  ['localhost,,', false],
  ['', false],
] as const) {
  test(`NO_PROXY=${list} ${isExempt ? 'exempts' : 'does not exempt'} ${OIDC.host}`, () => {
    const proxy = proxyFor(OIDC, { HTTPS_PROXY: PROXY, NO_PROXY: list });
    equal(proxy === undefined, isExempt);
  });
}

for (const value of ['socks5://proxy.test:1080', 'http://', 'not a url']) {
  test(`HTTPS_PROXY=${value} is told`, async () => {
    await rejects(async () => proxyFor(OIDC, { HTTPS_PROXY: value }), {
      code: 'ERR_CONFIG_INVALID',
    });
  });
}

/** A TLS server that calls itself sso.test, and an authority's bundle that makes it trusted. */
async function startService(t: TestContext): Promise<{ port: number; bundle: string }> {
  const authority = createCertificateAuthority('Test authority');
  const bundle = join(await temporaryFolder(t), 'bundle.pem');
  await writeFile(bundle, authority.cert);
  const server = createTlsServer(
    authority.issue(['sso.test', '127.0.0.1']),
    (request, response) => {
      response.end(`${request.url} ${request.headers['proxy-authorization']}`);
    },
  );
  return { port: await listen(t, server), bundle };
}

/** A proxy that leads every CONNECT to that port, or refuses it with a status. */
async function startProxy(t: TestContext, target: number, status = 200) {
  const requests: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    requests.push(`${request.url} ${request.headers['proxy-authorization']}`);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`);
      return;
    }
    const upstream = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  return { port: await listen(t, server), requests, server };
}

function client(
  t: TestContext,
  proxy: string,
  bundle: string,
  timeoutMilliseconds = 5000,
): HttpClient {
  const made = createHttpClient({
    environment: { HTTPS_PROXY: proxy },
    signal: new AbortController().signal,
    caBundle: () => bundle,
    timeoutMilliseconds,
  });
  t.after(() => made.close());
  return made;
}

const get = (url: string) => ({ method: 'GET', url, headers: [], body: new Uint8Array() }) as const;

test('requests go through one tunnel, and the proxy learns only the host', async (t) => {
  const { port, bundle } = await startService(t);
  const proxy = await startProxy(t, port);
  const one = client(t, `http://us%40er:pass@127.0.0.1:${proxy.port}`, bundle);
  for (const path of ['/a', '/b']) {
    const { status, body } = await one.send(get(`https://sso.test${path}`));
    equal(status, 200);
    equal(new TextDecoder().decode(body), `${path} undefined`);
  }
  const credentials = Buffer.from('us@er:pass').toString('base64');
  deepEqual(proxy.requests, [`sso.test:443 Basic ${credentials}`]);
});

test('this machine is never reached through a proxy', async (t) => {
  const { port, bundle } = await startService(t);
  const proxy = await startProxy(t, port);
  const one = client(t, `http://127.0.0.1:${proxy.port}`, bundle);
  equal((await one.send(get(`https://127.0.0.1:${port}/`))).status, 200);
  deepEqual(proxy.requests, []);
});

for (const [status, sentence] of [
  [407, /^The proxy 127\.0\.0\.1:\d+ asks for a user name and password, or refused them\.$/],
  [403, /^The proxy 127\.0\.0\.1:\d+ would not connect \(status 403\)\.$/],
  [502, /would not connect \(status 502\)/],
] as const) {
  test(`a proxy that answers ${status} is told, without its password`, async (t) => {
    const { port, bundle } = await startService(t);
    const proxy = await startProxy(t, port, status);
    const one = client(t, `http://user:hidden@127.0.0.1:${proxy.port}`, bundle);
    await rejects(one.send(get('https://sso.test/?hidden')), (error) => {
      ok(isIdentityCenterError(error, 'ERR_NETWORK'));
      match(error.message, sentence);
      ok(error.help && !`${error.message}${error.help}`.includes('hidden'));
      return true;
    });
  });
}

test('a proxy that is not there is told', async (t) => {
  const { bundle } = await startService(t);
  const port = await freePort();
  await rejects(client(t, `127.0.0.1:${port}`, bundle).send(get('https://sso.test/')), {
    code: 'ERR_NETWORK',
    message: `127.0.0.1:${port} (the proxy) refused the connection.`,
  });
});

test('a proxy that says nothing is left when the time is over', async (t) => {
  const { bundle } = await startService(t);
  const server = createTcpServer();
  const port = await listen(t, server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  await rejects(client(t, `http://127.0.0.1:${port}`, bundle, 300).send(get('https://sso.test/')), {
    code: 'ERR_TIMEOUT',
  });
  const [socket] = await connected;
  socket.resume();
  await pause(50);
  equal(socket.destroyed || socket.readableEnded, true);
});

test('a server behind the proxy must be trusted as any other', async (t) => {
  const { port } = await startService(t);
  const { bundle } = await startService(t);
  const proxy = await startProxy(t, port);
  const one = client(t, `http://127.0.0.1:${proxy.port}`, bundle);
  await rejects(one.send(get('https://sso.test/')), {
    code: 'ERR_NETWORK',
    message: /not issued by an authority that is trusted here/,
  });
});
