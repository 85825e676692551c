// HTTP exchanges with servers that behave, and with those that do not.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isIdentityCenterError } from '../../node_modules/aws-sso-wasm/errors.js';
import type { HttpRequest } from '../../node_modules/aws-sso-wasm/host.js';
import { createHttpClient, type HttpClient } from '../../node_modules/aws-sso-wasm/node/http.js';
import { httpError } from '../../node_modules/aws-sso-wasm/node/http_error.js';
import { createNodeHost } from '../../node_modules/aws-sso-wasm/node/host.js';
import { createCertificateAuthority } from './certificate_authority.js';
import { freePort } from './free_port.js';
import { listen } from './server.js';
import { temporaryFolder } from './temporary_folder.js';

const MEBIBYTE = 1024 * 1024;

function client(
  t: TestContext,
  options: { timeout?: number; signal?: AbortSignal; caBundle?: string } = {},
): HttpClient {
  const made = createHttpClient({
    environment: {},
    signal: options.signal ?? new AbortController().signal,
    caBundle: () => options.caBundle,
    timeoutMilliseconds: options.timeout ?? 5000,
  });
  t.after(() => made.close());
  return made;
}

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createServer(answer))}`;
}

/** Serves the bytes whatever is asked, and leaves the connection to `after`. */
async function serveBytes(
  t: TestContext,
  answer: string | Buffer,
  after: (socket: Socket) => void,
): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.once('data', () => socket.write(answer, () => after(socket)));
  });
  return `http://127.0.0.1:${await listen(t, server)}`;
}

function get(url: string): HttpRequest {
  return { method: 'GET', url, headers: [], body: new Uint8Array() };
}

/** Checks the code and the sentence, and that there is a next step and no query. */
function fault(code: string, sentence: RegExp): (error: unknown) => true {
  return (error) => {
    ok(isIdentityCenterError(error), String(error));
    equal(error.code, code, error.message);
    match(error.message, sentence);
    ok(error.help || code === 'ERR_ABORTED');
    ok(!`${error.message}${error.help}`.includes('hidden'));
    return true;
  };
}

test('method, path, headers and body arrive as they are, with a name of our own', async (t) => {
  const seen: Record<string, unknown>[] = [];
  const origin = await serve(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.setHeader('X-Amzn-RequestId', 'id');
      response.end('answer');
    });
  });
  const { status, headers, body } = await client(t).send({
    method: 'POST',
    url: `${origin}/token?a=b%20c`,
    headers: [
      ['content-type', 'application/json'],
      ['x-amz-sso_bearer_token', 'secret'],
    ],
    body: new TextEncoder().encode('{"a": "ü"}'),
  });
  equal(status, 200);
  equal(new TextDecoder().decode(body), 'answer');
  deepEqual(
    headers.filter(([name]) => ['set-cookie', 'x-amzn-requestid'].includes(name)),
    [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-amzn-requestid', 'id'],
    ],
  );
  const [request] = seen;
  equal(request?.['method'], 'POST');
  equal(request?.['url'], '/token?a=b%20c');
  equal(request?.['body'], '{"a": "ü"}');
  const { host, connection, 'user-agent': agent, ...rest } = Object(request?.['headers']);
  ok(host && connection);
  match(agent, /^aws-sso-wasm\/\d+\.\d+\.\d+ md\/nodejs#\d/);
  deepEqual(rest, {
    'content-type': 'application/json',
    'x-amz-sso_bearer_token': 'secret',
    'content-length': '11',
  });
});

test('the core may give the name of the program', async (t) => {
  let agent: string | undefined;
  const origin = await serve(t, (request, response) => {
    agent = request.headers['user-agent'];
    response.end();
  });
  await client(t).send({ ...get(origin), headers: [['user-agent', 'other/1']] });
  equal(agent, 'other/1');
});

test('a POST without a body says so', async (t) => {
  const seen: unknown[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push(request.headers['content-length'], request.headers['transfer-encoding']);
    response.end();
  });
  await client(t).send({ ...get(origin), method: 'POST' });
  deepEqual(seen, ['0', undefined]);
});

for (const status of [204, 301, 302, 304, 400, 401, 403, 429, 500, 503]) {
  test(`status ${status} is a response`, async (t) => {
    let requests = 0;
    const origin = await serve(t, (_, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' });
      response.end();
    });
    equal((await client(t).send(get(origin))).status, status);
    equal(requests, 1);
  });
}

test('HEAD has no body, whatever length it tells', async (t) => {
  const origin = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': 12345 });
    response.end();
  });
  const { status, body } = await client(t).send({ ...get(origin), method: 'HEAD' });
  deepEqual([status, body.length], [200, 0]);
});

test('connections are used again', async (t) => {
  const ports = new Set<number | undefined>();
  const origin = await serve(t, (request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  const one = client(t);
  for (let time = 0; time < 5; time += 1) await one.send(get(origin));
  equal(ports.size, 1);
});

test('1 MiB is taken, one byte more is not', async (t) => {
  const origin = await serve(t, (request, response) => {
    response.end(Buffer.alloc(MEBIBYTE + (request.url !== '/' ? 1 : 0)));
  });
  equal((await client(t).send(get(origin))).body.length, MEBIBYTE);
  await rejects(
    client(t).send(get(`${origin}/more?hidden`)),
    fault('ERR_BAD_RESPONSE', /more than 1 MiB/),
  );
});

for (const kind of ['announced', 'in chunks']) {
  test(`100 MB ${kind} are cut off early`, async (t) => {
    let sent = 0;
    const origin = await serve(t, (_, response) => {
      if (kind === 'announced') response.setHeader('content-length', 100_000_000);
      const write = (): void => {
        while (!response.destroyed && sent < 100_000_000) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536))) {
            response.once('drain', write);
            return;
          }
        }
      };
      write();
    });
    await rejects(client(t).send(get(origin)), fault('ERR_BAD_RESPONSE', /more than 1 MiB/));
    ok(sent < 20_000_000, `${sent} bytes were sent.`);
  });
}

const BROKEN: readonly [string, string, string, RegExp][] = [
  [
    'a body cut short',
    'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
    'ERR_NETWORK',
    /broke off/,
  ],
  [
    'a chunked body cut short',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    'ERR_NETWORK',
    /broke off/,
  ],
  ['headers cut short', 'HTTP/1.1 200 OK\r\nContent-Le', 'ERR_NETWORK', /broke off/],
  ['nothing', '', 'ERR_NETWORK', /broke off/],
  ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'ERR_BAD_RESPONSE', /not HTTP/],
  [
    'a status of zero',
    'HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n',
    'ERR_BAD_RESPONSE',
    /not HTTP/,
  ],
  [
    'endless headers',
    `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`,
    'ERR_BAD_RESPONSE',
    /more headers/,
  ],
];
for (const [name, answer, code, sentence] of BROKEN) {
  test(`${name} is an error`, async (t) => {
    const origin = await serveBytes(t, answer, (socket) => socket.end());
    await rejects(client(t).send(get(`${origin}/?hidden`)), fault(code, sentence));
  });
}

test('a connection that is reset is an error', async (t) => {
  const origin = await serveBytes(t, 'HTTP/1.1 200 OK\r\n', (socket) => socket.resetAndDestroy());
  await rejects(client(t).send(get(`${origin}/?hidden`)), fault('ERR_NETWORK', /broke off/));
});

test('a closed port is an error', async (t) => {
  const port = await freePort();
  await rejects(
    client(t).send(get(`http://127.0.0.1:${port}/?hidden`)),
    fault('ERR_NETWORK', /^127\.0\.0\.1:\d+ refused the connection\.$/),
  );
});

const SLOW: readonly [string, string][] = [
  ['a server that says nothing', ''],
  ['a server that stops in its headers', 'HTTP/1.1 200 OK\r\n'],
  ['a server that drips', 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n'],
];
for (const [name, answer] of SLOW) {
  test(`${name} is cut off when the time for the whole is over`, async (t) => {
    let isClosed = false;
    const origin = await serveBytes(t, answer, (socket) => {
      const drip = name.endsWith('drips') ? setInterval(() => socket.write('x'), 20) : undefined;
      socket.on('close', () => {
        clearInterval(drip);
        isClosed = true;
      });
    });
    const start = performance.now();
    await rejects(
      client(t, { timeout: 300 }).send(get(`${origin}/?hidden`)),
      fault('ERR_TIMEOUT', /did not answer within 0\.3 seconds/),
    );
    ok(performance.now() - start < 1000);
    if (answer !== '') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      equal(isClosed, true);
    }
  });
}

test('an exchange can be given up', async (t) => {
  const origin = await serveBytes(t, 'HTTP/1.1 200 OK\r\n', () => undefined);
  const stop = new AbortController();
  const one = client(t, { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await rejects(one.send(get(origin)), fault('ERR_ABORTED', /cancelled/));
  await rejects(one.send(get(origin)), fault('ERR_ABORTED', /cancelled/));
});

test('a header that would be two is refused', async (t) => {
  const origin = await serve(t, (_, response) => response.end());
  const request = { ...get(origin), headers: [['authorization', 'hidden\r\nx: y']] as const };
  await rejects(client(t).send(request), fault('ERR_NETWORK', /ERR_INVALID_CHAR/));
});

for (const url of [
  'http://oidc.us-east-1.amazonaws.com/?hidden',
  'http://10.0.0.1/?hidden',
  'http://127.0.0.1.example.com/?hidden',
  'http://127.1.example.com/?hidden',
  'http://localhost.example.com/?hidden',
  'http://0.0.0.0/?hidden',
  'ftp://127.0.0.1/?hidden',
  'file:///etc/passwd',
  'https://xn--zzzz.example.com/?hidden',
  'hidden',
]) {
  test(`no exchange without TLS with ${url}`, async (t) => {
    await rejects(
      client(t).send(get(url)),
      fault('ERR_INVALID_ARGUMENT', /over https|no host name/),
    );
  });
}

test('every failure of the network has its sentence', () => {
  const cases: Readonly<Record<string, RegExp>> = {
    ENOTFOUND: /^The name sso\.test could not be resolved\.$/,
    EAI_AGAIN: /could not be resolved/,
    ECONNREFUSED: /refused the connection/,
    ECONNRESET: /broke off/,
    ETIMEDOUT: /could not be reached/,
    EHOSTUNREACH: /could not be reached/,
    ENETUNREACH: /could not be reached/,
    CERT_HAS_EXPIRED: /not valid at this time/,
    EPROTO: /No TLS connection/,
    ESOMETHING: /failed \(ESOMETHING\)\.$/,
  };
  for (const [code, sentence] of Object.entries(cases)) {
    const cause = Object.assign(new Error('hidden'), { code });
    for (const raised of [cause, new AggregateError([cause])]) {
      fault('ERR_NETWORK', sentence)(httpError(raised, 'sso.test'));
    }
  }
});

test('TLS: only with an authority that is trusted, for the right name and time', async (t) => {
  const authority = createCertificateAuthority('Test authority');
  const folder = await temporaryFolder(t);
  const bundle = join(folder, 'bundle.pem');
  await writeFile(bundle, `# The authority of the test\n${authority.cert}`);
  const start = async (names: readonly string[], notAfter?: Date): Promise<string> => {
    const server = createTlsServer(authority.issue(names, notAfter), (_, response) => {
      response.end('over TLS');
    });
    return `https://127.0.0.1:${await listen(t, server)}/?hidden`;
  };
  const good = await start(['127.0.0.1']);
  const trusting = client(t, { caBundle: bundle });
  equal(new TextDecoder().decode((await trusting.send(get(good))).body), 'over TLS');

  await rejects(client(t).send(get(good)), (error) => {
    fault('ERR_NETWORK', /not issued by an authority that is trusted here/)(error);
    ok(isIdentityCenterError(error) && error.help?.includes('AWS_CA_BUNDLE'));
    return true;
  });
  await rejects(
    trusting.send(get(await start(['sso.test']))),
    fault('ERR_NETWORK', /another name/),
  );
  const yesterday = new Date(Date.now() - 86_400_000);
  await rejects(
    trusting.send(get(await start(['127.0.0.1'], yesterday))),
    fault('ERR_NETWORK', /not valid at this time/),
  );

  const home = { HOME: folder };
  for (const host of [
    createNodeHost({ environment: { ...home, AWS_CA_BUNDLE: bundle } }),
    createNodeHost({ environment: { ...home, AWS_CA_BUNDLE: '/nowhere' }, caBundle: bundle }),
  ]) {
    equal((await host.send(get(good))).status, 200);
    host.close();
  }
  const host = createNodeHost({ environment: home });
  t.after(() => host.close());
  await rejects(host.send(get(good)), fault('ERR_NETWORK', /not issued/));
  host.trust(bundle);
  equal((await host.send(get(good))).status, 200);
});

test('a CA bundle that is none is told', async (t) => {
  const folder = await temporaryFolder(t);
  const authority = createCertificateAuthority('Test authority');
  const lines = authority.cert.split('\n');
  const bundles: readonly [string, string, RegExp][] = [
    ['text.pem', 'no certificate', /holds no certificate in PEM form/],
    ['key.pem', authority.issue(['a']).key, /holds no certificate in PEM form/],
    [
      'short.pem',
      [...lines.slice(0, 2), ...lines.slice(-2)].join('\n'),
      /Certificate 1 .* is damaged/,
    ],
    [
      'second.pem',
      authority.cert + authority.cert.replace(/MI/, 'AA'),
      /Certificate 2 .* is damaged/,
    ],
  ];
  for (const [name, content, sentence] of bundles) {
    const path = join(folder, name);
    await writeFile(path, content);
    await rejects(
      client(t, { caBundle: path }).send(get('https://127.0.0.1:1/')),
      fault('ERR_CONFIG_INVALID', sentence),
    );
  }
  await rejects(
    client(t, { caBundle: join(folder, 'missing.pem') }).send(get('https://127.0.0.1:1/')),
    fault('ERR_CONFIG_INVALID', /missing\.pem" could not be read \(ENOENT\)/),
  );
});
