// `serve`, and who has no business there: another user of the machine, who guesses, and whoever wants the browser to run a word
// of theirs.

import { doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Console } from '../node/serve/console.js';
import { seeded } from './random.js';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** What a program of another user gets for these words of Node. */
async function asNobody(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(child, 'close');
  return text;
}

test(
  'another user finds no address among the processes, and gets nothing without it',
  { skip: isRoot ? false : 'only root can be somebody else' },
  async (t) => {
    const console = await Console.open(t);
    const token = console.entry.slice('/?token='.length);
    equal(token.length, 43);
    const found = await asNobody(`
      import { readFileSync, readdirSync } from 'node:fs';
      const read = (path) => { try { return readFileSync(path, 'latin1'); } catch (error) { return error.code; } };
      const all = readdirSync('/proc').filter((name) => /^\\d+$/.test(name));
      const lines = all.map((pid) => read('/proc/' + pid + '/cmdline')).join('\\n');
      const answers = [];
      for (const path of ['/', '/config.json', '/idc/us-east-1/oidc/client/register', '/?token=${'x'.repeat(43)}']) {
        const answer = await fetch('${console.origin}' + path);
        answers.push(answer.status + (await answer.text()));
      }
      console.log(JSON.stringify({ lines, environ: read('/proc/${console.pid}/environ'), answers }));
    `);
    const { lines, environ, answers } = Object(JSON.parse(found));
    match(lines, /serve/);
    ok(!found.includes(token), 'The token can be found.');
    equal(environ, 'EACCES');
    equal(answers.length, 4);
    for (const answer of answers) {
      match(answer, /^403/);
      doesNotMatch(answer, /d-1234567890|sessions/);
    }
    match(await console.enter(), /=/);
  },
);

test('the address is good for one of many that use it at once, and cannot be guessed', async (t) => {
  const console = await Console.open(t);
  const { seed, bytes } = seeded();
  const GUESSES = 1_000;
  let admitted = 0;
  const guess = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const answer = await console.ask(`/?token=${bytes(32).toString('base64url')}`);
      if (answer.status !== 403 || answer.cookies.length > 0) admitted += 1;
    }
  };
  await Promise.all(Array.from({ length: 10 }, () => guess(GUESSES / 10)));
  equal(admitted, 0);
  const answers = await Promise.all(Array.from({ length: 20 }, () => console.ask(console.entry)));
  equal(answers.filter(({ cookies }) => cookies.length > 0).length, 1);
  equal(answers.filter(({ status }) => status === 403).length, 19);
  t.diagnostic(
    `${GUESSES} guesses (seed ${seed}) let nobody in, 20 at once with the right one let one in`,
  );
});

test('no answer repeats a word of its request, and none may run anything', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    'javascript:alert(1)//',
    '{{constructor.constructor("alert(1)")()}}',
  ];
  let count = 0;
  for (const payload of payloads) {
    const encoded = encodeURIComponent(payload);
    for (const [path, headers] of [
      [`/${encoded}`, {}],
      [`/?token=${encoded}`, {}],
      [`/?${encoded}`, { cookie }],
      [`/oauth/callback?code=${encoded}&state=${encoded}`, {}],
      [
        `/oauth/callback?error=${encoded}&error_description=${encoded}&state=${encoded}`,
        { cookie },
      ],
      [`/idc/${encoded}/oidc/token`, { cookie }],
      [`/idc/us-east-1/${encoded}`, { cookie }],
      [`/config.json?${encoded}`, { cookie, origin: payload }],
      ['/', { host: payload.replaceAll(/[^ -~]/g, '') }],
      ['/', { cookie: `aws-sso-wasm-${console.port}=${encoded}` }],
      ['/config.json', { cookie, 'sec-fetch-site': encoded }],
    ] as const) {
      for (const method of ['GET', 'POST']) {
        count += 1;
        const { headers: answered, text } = await console.ask(path, { method, headers });
        ok(!text.includes(payload) && !text.includes(encoded), `${method} ${path}: ${text}`);
        match(answered['content-security-policy'] ?? '', /^default-src 'none'/, path);
        equal(answered['x-content-type-options'], 'nosniff', path);
        equal(answered['location'], undefined, path);
      }
    }
  }
  t.diagnostic(`${count} requests with ${payloads.length} payloads, 0 repeated`);
});

test('thousands of connections that say nothing, and come again, keep the browser out of nothing', async (t) => {
  const console = await Console.open(t);
  const cookie = await console.enter();
  const sockets = new Set<Socket>();
  let isOver = false;
  let opened = 0;
  const open = (): void => {
    if (isOver) return;
    opened += 1;
    const socket = connect(console.port, '127.0.0.1', () => socket.write('GET / HT'));
    sockets.add(socket.on('error', () => undefined).resume());
    socket.once('close', () => {
      sockets.delete(socket);
      // Who opens more than a thousand in the time that a browser takes to speak does keep it out.
      setTimeout(open, 1_000);
    });
  };
  t.after(() => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  });
  for (let index = 0; index < 3_000; index += 1) open();
  await pause(3_000);
  let slowest = 0;
  for (let index = 0; index < 20; index += 1) {
    const began = performance.now();
    equal((await console.ask('/config.json', { headers: { cookie } })).status, 200);
    slowest = Math.max(slowest, performance.now() - began);
  }
  ok(slowest < 10_000);
  const status = await readFile(`/proc/${console.pid}/status`, 'utf8').catch(() => '');
  const peak = Math.round(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  t.diagnostic(
    `${opened} connections in all; the slowest of 20 answers took ${Math.round(slowest)} ms, the console's peak is ${peak} MiB`,
  );
});
