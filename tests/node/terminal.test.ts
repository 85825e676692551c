// The terminal of the commands: in a real terminal, and where there is none.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KEYS, noPseudoTerminal, openPseudoTerminal, shellLine } from './pseudo_terminal.js';
import { temporaryFolder } from './temporary_folder.js';

const script = fileURLToPath(new URL('children/terminal.js', import.meta.url));
const inTerminal = { skip: noPseudoTerminal, timeout: 30_000 };
const REDIRECT = 'http://127.0.0.1:1/oauth/callback?code=c&state=s';

interface Run {
  readonly results: () => unknown[];
  readonly child: ChildProcess;
  /** Exit code, standard output and standard error. */
  readonly ended: Promise<readonly [number | null, string, string]>;
}

/** Runs the steps with pipes; `input` is all of standard input, or is left open without one. */
async function piped(t: TestContext, steps: readonly string[], input?: string): Promise<Run> {
  const notes = join(await temporaryFolder(t), 'notes');
  const child = spawn(process.execPath, [script, notes, ...steps], { stdio: 'pipe' });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  // Who has read enough closes the pipe.
  child.stdin.on('error', () => undefined);
  if (input !== undefined) child.stdin.end(input);
  return {
    child,
    results: () => read(notes),
    ended: once(child, 'close').then(([code]) => [code, out, err] as const),
  };
}

async function typed(t: TestContext, ...steps: readonly string[]) {
  const notes = join(await temporaryFolder(t), 'notes');
  const command = shellLine(process.execPath, script, notes, ...steps);
  // What stty says at the end tells whether the terminal is as it was.
  const terminal = openPseudoTerminal(t, `trap : INT; ${command}; code=$?; stty -a; exit $code`);
  const ended = async (): Promise<readonly [number, unknown[]]> => {
    const code = await terminal.ended;
    match(terminal.screen(), / icanon /);
    match(terminal.screen(), / echo /);
    const shown = terminal.screen();
    ok(shown.lastIndexOf('\x1b[?25h') >= shown.lastIndexOf('\x1b[?25l'), 'The cursor is hidden.');
    return [code, read(notes)];
  };
  return { terminal, ended };
}

function read(notes: string): unknown[] {
  const lines = readFileSync(notes, 'utf8').split('\n').slice(0, -1);
  return lines.map((line): unknown => JSON.parse(line));
}

test('piped answers: one line each, none lost, until the end', async (t) => {
  const steps = ['ask', 'ask', 'secret', 'ask', 'ask', 'ask'];
  const { ended, results } = await piped(t, steps, 'one\r\n\ntwo\nü three');
  const [code, out, err] = await ended;
  equal(code, 0);
  deepEqual(results(), ['one', '', 'two', 'ü three', 'END', 'END']);
  // Redirected output holds results only.
  equal(out, '');
  equal(err, 'Name: Name: Password: Name: Name: Name: ');
});

test('answers that come late and in pieces', async (t) => {
  const { child, ended, results } = await piped(t, ['ask', 'ask']);
  for (const piece of ['o', 'ne\ntw', 'o', '\n']) {
    await pause(30);
    child.stdin?.write(piece);
  }
  equal((await ended)[0], 0);
  deepEqual(results(), ['one', 'two']);
});

test('a choice by number or by text, without a terminal', async (t) => {
  const { ended, results } = await piped(
    t,
    ['select:3', 'select:3', 'select:3'],
    '0\n4\nx\n2\naccount 3\n',
  );
  const [code, out, err] = await ended;
  equal(code, 0);
  deepEqual(results().slice(0, 2), [1, 2]);
  deepEqual(Object(results()[2]).code, 'ERR_INVALID_ARGUMENT');
  equal(out, '');
  match(err, /^Choose an account\.\n1\. account 1\n2\. account 2\n3\. account 3\nNumber \(1-3\): /);
  match(err, /"x" is neither a number of the list nor one of its entries\./);
});

test('a line without end is refused', async (t) => {
  const { ended, results } = await piped(t, ['ask'], 'x'.repeat(1_200_000));
  await ended;
  deepEqual(results(), [
    { code: 'ERR_INVALID_ARGUMENT', message: 'A line of the input is longer than 1 MiB.' },
  ]);
});

test('a reader that goes away is no error', async (t) => {
  const { child, ended, results } = await piped(t, ['print:one', 'wait', 'print:two']);
  child.stdout?.destroy();
  await once(child.stderr ?? child, 'data');
  child.kill('SIGINT');
  equal((await ended)[0], 130);
  equal(results()[0], null);
});

test(
  'a full disk is told',
  { skip: process.platform !== 'linux' && 'Only Linux has /dev/full.' },
  async (t) => {
    const notes = join(await temporaryFolder(t), 'notes');
    const child = spawn(process.execPath, [script, notes, 'print:one'], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'inherit'],
    });
    await once(child, 'exit');
    deepEqual(read(notes), [
      { code: 'ERR_STORE', message: 'The output could not be written (ENOSPC).' },
    ]);
  },
);

test('a piped URL is for the listener, the lines around it for the questions', async (t) => {
  const { ended, results } = await piped(t, ['ask', 'listen', 'ask'], `one\n ${REDIRECT} \ntwo\n`);
  equal((await ended)[0], 0);
  deepEqual(results(), ['one', [REDIRECT, true], 'two']);
});

test('a line that is no URL stays for its question', async (t) => {
  const { ended, results } = await piped(t, ['listen:300', 'ask'], 'two\n');
  equal((await ended)[0], 0);
  deepEqual(
    results().map((result) => Object(result).code ?? result),
    ['ERR_TIMEOUT', 'two'],
  );
});

test('an input that ended is no reason to stop waiting', async (t) => {
  const { child, ended, results } = await piped(t, ['listen:500'], '');
  await once(child, 'exit');
  await ended;
  equal(Object(results()[0]).code, 'ERR_TIMEOUT');
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  for (const step of ['ask', 'select:3', 'listen', 'wait', 'spawn:exec sleep 20']) {
    test(`${signal} ends "${step}" in order`, async (t) => {
      const { child, ended, results } = await piped(t, [`print:x`, step, 'print:never']);
      await once(child.stdout ?? child, 'data');
      await pause(100);
      child.kill(signal);
      equal((await ended)[0], code);
      deepEqual(results(), [
        null,
        { code: 'ERR_ABORTED', message: 'The operation was cancelled.' },
      ]);
    });
  }
}

test('the second signal ends what does not end by itself', async (t) => {
  const { child, ended } = await piped(t, ['hang']);
  await once(child.stderr ?? child, 'data');
  child.kill('SIGINT');
  await pause(200);
  equal(child.exitCode, null);
  child.kill('SIGINT');
  equal((await ended)[0], 130);
});

test('other programs: status, output, and its limit', async (t) => {
  const steps = [
    'spawn:printf "%s" "$OF_TEST ü"; exit 3',
    'spawn:echo to the terminal >&2',
    'spawn:kill -9 $$',
    'spawn:no-such-program-anywhere',
    'spawn:head -c 1048576 /dev/zero | tr "\\0" x',
    'spawn:yes',
  ];
  const { ended, results } = await piped(t, steps, '');
  const [code, , err] = await ended;
  equal(code, 0);
  const [first, second, third, fourth, fifth, sixth] = results();
  deepEqual(first, [3, 'given ü']);
  deepEqual(second, [0, '']);
  deepEqual(third, [137, '']);
  deepEqual(fourth, [127, '']);
  deepEqual(fifth, [0, 'x'.repeat(1_048_576)]);
  deepEqual(sixth, {
    code: 'ERR_CONFIG_INVALID',
    message: 'A credential process printed more than 1 MiB.',
  });
  match(err, /to the terminal/);
});

test('without a terminal nobody is there', async (t) => {
  const { ended, results } = await piped(t, ['who'], '');
  await ended;
  deepEqual(results(), [[false, 80]]);
});

test('in a terminal somebody is there', inTerminal, async (t) => {
  const { ended } = await typed(t, 'who');
  deepEqual(await ended(), [0, [[true, 100]]]);
});

test('a typed line can be edited', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'ask', 'ask');
  await terminal.shows(/Name: /);
  // Not faster than a person: Node takes for pasted what comes at once, and puts it at the end.
  for (const keys of ['sandbix', KEYS.left, KEYS.backspace, 'o', KEYS.enter]) {
    terminal.type(keys);
    await pause(50);
  }
  await terminal.shows(/Name: /);
  terminal.type(`second${KEYS.enter}`);
  deepEqual(await ended(), [0, ['sandbox', 'second']]);
});

test('what is pasted in one piece answers all the questions', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'ask', 'ask', 'ask');
  await terminal.shows(/Name: /);
  terminal.type('one\rtwo\rthr');
  await terminal.shows(/Name: [^a-z]*thr/);
  terminal.type('ee\r');
  deepEqual(await ended(), [0, ['one', 'two', 'three']]);
});

test('a secret is not shown', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'secret', 'ask');
  await terminal.shows(/Password: /);
  terminal.type(`hidden${KEYS.backspace}N${KEYS.enter}`);
  await terminal.shows(/Name: /);
  terminal.type(KEYS.enter);
  deepEqual(await ended(), [0, ['hiddeN', '']]);
  ok(!/hidd/.test(terminal.screen()));
});

test('Ctrl-D ends the input', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'ask');
  await terminal.shows(/Name: /);
  terminal.type(KEYS.controlD);
  deepEqual(await ended(), [0, ['END']]);
});

const PROMPTS: readonly [string, RegExp][] = [
  ['ask', /Name: /],
  ['secret', /Password: /],
  ['select:3', /Enter to choose/],
  ['listen', /Listening/],
  ['wait', /Waiting/],
];
for (const [step, prompt] of PROMPTS) {
  test(
    `Ctrl-C at "${step}" ends the command and leaves the terminal as it was`,
    inTerminal,
    async (t) => {
      const { terminal, ended } = await typed(t, step, 'print:never');
      await terminal.shows(prompt);
      await pause(50);
      terminal.type(KEYS.controlC);
      deepEqual(await ended(), [
        130,
        [{ code: 'ERR_ABORTED', message: 'The operation was cancelled.' }],
      ]);
    },
  );

  test(`SIGTERM at "${step}" leaves the terminal as it was`, inTerminal, async (t) => {
    const { terminal, ended } = await typed(t, 'pid', step, 'print:never');
    await terminal.shows(prompt);
    await pause(50);
    terminal.signal('SIGTERM');
    equal((await ended())[0], 143);
  });
}

test('a choice by typing', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'select:665');
  await terminal.shows(/> account 1[^\d][^]*665 - type to search/);
  terminal.type('664');
  await terminal.shows(/> account 664[^]*1 of 665/);
  terminal.type(KEYS.enter);
  deepEqual(await ended(), [0, [663]]);
});

test('a choice by arrows', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'select:30', 'select:2');
  await terminal.shows(/> account 1[^\d][^]*Enter to choose/);
  terminal.type(KEYS.down);
  await terminal.shows(/> account 2/);
  terminal.type(KEYS.up);
  await terminal.shows(/> account 1[^\d]/);
  terminal.type(KEYS.up);
  await terminal.shows(/> account 30/);
  terminal.type(KEYS.enter);
  await terminal.shows(/> account 1[^\d][^]*Enter to choose/);
  terminal.type(KEYS.enter);
  deepEqual(await ended(), [0, [29, 0]]);
});

test('a search that finds nothing can be mended', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'select:12');
  await terminal.shows(/Enter to choose/);
  terminal.type('zz');
  await terminal.shows(/0 of 12/);
  terminal.type(KEYS.enter);
  await pause(100);
  terminal.type(KEYS.escape);
  await pause(100);
  terminal.type(`${KEYS.backspace}${KEYS.backspace}12`);
  await terminal.shows(/> account 12/);
  terminal.type(KEYS.enter);
  deepEqual(await ended(), [0, [11]]);
});

test('a URL can be pasted while the browser is waited for', inTerminal, async (t) => {
  const { terminal, ended } = await typed(t, 'listen', 'ask');
  await terminal.shows(/Listening/);
  await pause(100);
  const long = `${REDIRECT}&x=${'y'.repeat(6000)}`;
  terminal.type(`${KEYS.enter}  ${long}${KEYS.enter}`);
  await terminal.shows(/Name: /);
  terminal.type(`next${KEYS.enter}`);
  deepEqual(await ended(), [0, [[long, true], 'next']]);
});

test('a command in the background is not stopped by the terminal', inTerminal, async (t) => {
  const notes = join(await temporaryFolder(t), 'notes');
  const command = shellLine(process.execPath, script, notes, 'listen:500');
  const terminal = openPseudoTerminal(t, `bash -c ${shellLine(`set -m; ${command} & wait`)}`);
  equal(await terminal.ended, 0);
  deepEqual(Object(read(notes)[0]).code, 'ERR_TIMEOUT');
});
