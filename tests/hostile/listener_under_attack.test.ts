// The listener for the redirect while everything else knocks: the real sign-in completes, once, and nothing of others counts.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sandboxHome, type SandboxHome } from '../node/sandbox_home.js';
import { seeded } from './random.js';

const MAIN = fileURLToPath(new URL('../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const PATH = '/oauth/callback';

/** `sso login` that waits for its redirect, in a process of its own. */
interface Victim {
  readonly home: SandboxHome;
  readonly port: number;
  /** Where the person allows the access; leads to the redirect. */
  readonly redirect: () => Promise<string>;
  /** The exit code, and all that was printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
  /** The most memory that it ever held, in MiB; where the system does not tell, nothing. */
  peak(): Promise<number | undefined>;
}

async function startVictim(t: TestContext): Promise<Victim> {
  const home = await sandboxHome(t);
  const words = ['sso', 'login', '--sso-session', 'work', '--no-browser'];
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...words], {
    env: home.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  const closed = once(child, 'close');
  let found: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve, reject) => {
    found = resolve;
    closed.then(() => reject(new Error(`It ended: ${text}`)), reject);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const printed = /https?:\/\/\S+\/authorize\?\S+(?=\s)/.exec(text)?.[0];
      if (printed !== undefined) found(printed);
    });
  }
  const address = await url;
  const port = Number(new URL(new URL(address).searchParams.get('redirect_uri') ?? '').port);
  return {
    home,
    port,
    redirect: () => home.sandbox.decide(address, 'approve'),
    ended: closed.then(([code]) => ({ code, text })),
    async peak() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      const kibibytes = /VmHWM:\s*(\d+)/.exec(status)?.[1];
      return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
    },
  };
}

/** The redirect as the browser makes it: one request on one connection, and no second try. */
async function browse(url: string): Promise<number> {
  const { port, pathname, search } = new URL(url);
  const answer = await send(
    Number(port),
    `GET ${pathname}${search} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/html\r\n\r\n`,
  );
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}

/** All that comes back for these bytes until the connection ends. */
async function send(port: number, bytes: string | Uint8Array, isEnded = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let text = '';
  socket.setEncoding('latin1').on('data', (more) => (text += String(more)));
  if (isEnded) socket.end(bytes);
  else socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** The person finishes, whatever goes on: one code was exchanged, and it was theirs. */
async function completes(victim: Victim): Promise<void> {
  const began = performance.now();
  equal(await browse(await victim.redirect()), 200);
  const { code, text } = await victim.ended;
  equal(code, 0, text);
  ok(performance.now() - began < 15_000, 'The person waited for more than 15 seconds.');
  equal(victim.home.granted('authorization_code'), 1);
  equal(
    victim.home.sandbox.count('CreateToken', ({ status }) => status !== 200),
    0,
  );
}

/** No answer may run anything or hold a word of the request, and none may be a success. */
function checkAnswer(answer: string, what: string, marks: readonly string[] = []): void {
  if (answer === '') return;
  match(answer, /^HTTP\/1\.1 (?:4\d\d|503) /, what);
  const split = answer.indexOf('\r\n\r\n');
  const [head, body] = [answer.slice(0, split).toLowerCase(), answer.slice(split + 4)];
  for (const mark of marks) ok(!answer.includes(mark), `${what} repeats ${mark}`);
  ok(!/<script|<img|onerror|javascript:/i.test(body), what);
  ok(!head.includes('access-control-'), what);
  ok(!head.includes('set-cookie'), what);
  // Without a Host, Node itself answers: with an empty body in chunks.
  if (body === '' || body === '0\r\n\r\n') return;
  match(head, /content-security-policy: default-src 'none';[^\r]*frame-ancestors 'none'/, what);
  match(head, /x-content-type-options: nosniff/, what);
}

function scans(random: (length: number) => Buffer): Readonly<Record<string, string | Buffer>> {
  return {
    'a TLS hello': Buffer.from(
      '16030100c8010000c403035f1d9a000000000000000000000000000000000000000000000000000000000020',
      'hex',
    ),
    'an SSH banner': 'SSH-2.0-OpenSSH_9.9\r\n',
    'an SMB negotiation': Buffer.from('00000054ff534d4272000000001801280000', 'hex'),
    'an RDP connection request': Buffer.from('0300001300e00000000000010008000000000003', 'hex'),
    'a Redis command': '*1\r\n$4\r\nPING\r\n',
    'an HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'an old request': 'GET /\r\n\r\n',
    'a proxy request': 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    'a question for what it can': 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
    zeros: Buffer.alloc(2_000),
    ...Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`random bytes ${index}`, random(1 + index * 7)]),
    ),
  };
}

/** What a browser that was led here, or a program that guessed, would send; `port` is the listener's. */
function forgeries(port: number): Readonly<Record<string, string>> {
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const get = (target: string, headers = host): string =>
    `GET ${target} HTTP/1.1\r\n${headers}\r\n`;
  const xss = '%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=alert(2)%3E';
  const right = `${PATH}?code=forged&state=forged`;
  return {
    'a success with another state': get(right),
    'a success without a state': get(`${PATH}?code=forged`),
    'a success with an empty state': get(`${PATH}?code=forged&state=`),
    'an error with another state': get(`${PATH}?error=access_denied&state=forged`),
    'an error without a state': get(`${PATH}?error=access_denied`),
    'an error and a success': get(`${PATH}?error=x&code=forged&state=forged`),
    'two codes': get(`${PATH}?code=a&code=b&state=forged`),
    'two states': get(`${PATH}?code=a&state=forged&state=other`),
    'names that are encoded': get(`${PATH}?%63ode=forged&%73tate=forged`),
    'an encoded path': get('/oauth/%63allback?code=forged&state=forged'),
    'no query': get(PATH),
    'an empty query': get(`${PATH}?`),
    'a query that is none': get(`${PATH}?%%%&=&&==&%ff%fe`),
    'markup in the state': get(`${PATH}?code=x&state=${xss}`),
    'markup in the error': get(`${PATH}?error=${xss}&error_description=${xss}&state=${xss}`),
    'markup in the path': get(`/${xss}`),
    'markup in the Host': get(right, 'Host: <script>alert(1)</script>\r\n'),
    'another path': get('/?code=forged&state=forged'),
    'a path with more': get(`${PATH}/more?code=forged&state=forged`),
    'a path in a roundabout way': get(`/a/..${PATH}?code=forged&state=forged`),
    'two slashes': get(`/${PATH}?code=forged&state=forged`),
    'a whole URL': get(`http://127.0.0.1:${port}${right}`),
    'a whole URL of another host': get(`http://evil.example${right}`),
    'no Host': get(right, ''),
    'two Hosts': get(right, `${host}Host: evil.example\r\n`),
    'the same Host twice': get(right, `${host}${host}`),
    ...Object.fromEntries(
      [
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `localhost:${port}`,
        `[::1]:${port}`,
        `0x7f.1:${port}`,
        `127.1:${port}`,
        `2130706433:${port}`,
        `127.0.0.1.:${port}`,
        `127.0.0.1:${port}.`,
        `127.0.0.1:0${port}`,
        `user@127.0.0.1:${port}`,
        `127.0.0.1:${port}@evil.example`,
        `127.0.0.1:${port}, evil.example`,
        `127.0.0.1:${port}\t\x0bx`,
        '127.0.0.1',
      ].map((name) => [`the Host ${name}`, get(right, `Host: ${name}\r\n`)]),
    ),
    ...Object.fromEntries(
      ['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'].map((method) => [
        method,
        `${method} ${right} HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
      ]),
    ),
    'a form of another site': `POST ${right} HTTP/1.1\r\n${host}Origin: https://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\na=b\n`,
    'a long header': get(right, `${host}X-A: ${'x'.repeat(20_000)}\r\n`),
    'a megabyte of headers': get(right, `${host}X-A: ${'x'.repeat(1_000_000)}\r\n`),
    'many headers': get(right, host + 'X-A: y\r\n'.repeat(10_000)),
    'a long query': get(`${PATH}?code=${'x'.repeat(100_000)}&state=forged`),
    'two lengths': `POST ${right} HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`,
    'a length and chunks': `POST ${right} HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'many at once': get(right).repeat(100),
  };
}

const MARKS = ['<script>', '%3Cscript', 'onerror', 'evil.example', 'code=forged'];

test('scans and forgeries before the redirect are answered or cut, and the sign-in completes', async (t) => {
  const { seed, bytes } = seeded();
  const victim = await startVictim(t);
  const { port } = victim;
  const all = { ...scans(bytes), ...forgeries(port) };
  let answered = 0;
  for (const [name, text] of Object.entries(all)) {
    const answer = await send(port, text, name.startsWith('random') || name.startsWith('a TLS'));
    if (answer !== '') answered += 1;
    checkAnswer(answer, name, MARKS);
  }
  for (let index = 0; index < 100; index += 1) connect(port, '127.0.0.1').destroy();
  const peak = await victim.peak();
  await completes(victim);
  t.diagnostic(
    `${Object.keys(all).length} requests (seed ${seed}), ${answered} of them answered, 0 taken; peak ${peak} MiB`,
  );
});

test('the same redirect twice, at once and afterwards, is one sign-in', async (t) => {
  const victim = await startVictim(t);
  const redirect = await victim.redirect();
  const statuses = await Promise.all(Array.from({ length: 10 }, () => browse(redirect)));
  const { code, text } = await victim.ended;
  equal(code, 0, text);
  equal(statuses.filter((status) => status === 200).length, 1, statuses.join(' '));
  equal(victim.home.granted('authorization_code'), 1);
  // The port is closed.
  equal(await browse(redirect), 0);
  t.diagnostic(`10 at once: ${statuses.join(' ')}`);
});

test('what a refusal says stays text, in the page and at the terminal', async (t) => {
  const victim = await startVictim(t);
  const { port } = victim;
  const state = new URL(await victim.redirect()).searchParams.get('state') ?? '';
  const words =
    '</p><script>alert(1)</script><img src=x onerror=alert(2)>\u001b]0;owned\u0007\u001b[2J\u202e';
  const query = new URLSearchParams({ error: words, error_description: words, state });
  const answer = await send(
    port,
    `GET ${PATH}?${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
  );
  match(answer, /^HTTP\/1\.1 200 /);
  match(answer, /\r\ncontent-security-policy: default-src 'none';/i);
  ok(!/<script|<img/i.test(answer), answer);
  const { code, text } = await victim.ended;
  equal(code, 255);
  match(text, /The sign-in failed in the browser/);
  ok(![...text].some((char) => char < ' ' && char !== '\n'), JSON.stringify(text));
  ok(!text.includes('\u202e'));
  ok(
    !text.includes(state) || text.split(state).length === 2,
    'Only the address may hold the state.',
  );
});

/** Sockets that say a byte a second, and come back when they are cut. */
function slowloris(port: number, count: number): { readonly stop: () => void; opened(): number } {
  let opened = 0;
  let isOver = false;
  const sockets = new Set<Socket>();
  const open = (): void => {
    if (isOver) return;
    opened += 1;
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /oauth/callback?code='));
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(open, 5);
    });
    socket.resume();
  };
  for (let index = 0; index < count; index += 1) open();
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 1_000);
  return {
    opened: () => opened,
    stop() {
      isOver = true;
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

test('hundreds of connections that say a byte a second, and come again when they are cut, keep nobody out', async (t) => {
  const victim = await startVictim(t);
  const attack = slowloris(victim.port, 400);
  t.after(attack.stop);
  await pause(7_000);
  await completes(victim);
  t.diagnostic(`${attack.opened()} connections in all`);
});

test('10,000 connections keep nobody out', { timeout: 60_000 }, async (t) => {
  const victim = await startVictim(t);
  const { port } = victim;
  const sockets: Socket[] = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  while (sockets.length < 10_000) {
    const batch = Array.from({ length: 500 }, () => {
      const socket = connect(port, '127.0.0.1');
      return socket.on('error', () => undefined).resume();
    });
    sockets.push(...batch);
    await Promise.all(
      batch.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
    );
  }
  const peak = await victim.peak();
  await completes(victim);
  t.diagnostic(`10,000 connections; the listener's peak is ${peak} MiB`);
});

test('a flood of forged redirects keeps nobody out', async (t) => {
  const victim = await startVictim(t);
  const { port } = victim;
  const counts = new Map<string, number>();
  let isOver = false;
  const forge = async (kind: string): Promise<void> => {
    while (!isOver) {
      const target = `${PATH}?${kind}=access_denied&state=forged`;
      const answer = await send(port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      const status = answer.slice(9, 12);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  };
  const forgers = Array.from({ length: 60 }, (_, index) =>
    forge(index % 2 === 0 ? 'code' : 'error'),
  );
  await pause(1_500);
  await completes(victim);
  isOver = true;
  await Promise.all(forgers);
  counts.delete('');
  t.diagnostic(
    `forged redirects by status: ${[...counts].map((each) => each.join(' × ')).join(', ')}`,
  );
  deepEqual(
    [...counts.keys()].filter((status) => !['400', '503'].includes(status)),
    [],
  );
});
