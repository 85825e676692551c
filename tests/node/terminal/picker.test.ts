// Choosing an account: what the list looks like, and what the keys do.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SandboxAccount } from 'aws-sso-wasm/sandbox';
import { KEYS } from '../pseudo_terminal.js';
import { atDesk, Desk, type DeskOptions, SESSION } from './desk.js';

/** A desk where the wizard asks which of these accounts to use. */
async function choosing(
  t: TestContext,
  accounts: number | readonly SandboxAccount[],
  options: DeskOptions = {},
  flags = '',
): Promise<Desk> {
  const sandbox = { accounts, roles: 1 };
  const desk = await Desk.open(t, { ...options, sandbox, config: SESSION });
  await desk.tell('aws-sso-wasm sso login --sso-session work');
  desk.run(`aws-sso-wasm configure sso --sso-session work --profile dev ${flags}`);
  await desk.shows('type to search');
  return desk;
}

/** An account of that name; its id ends in `end`. */
function account(accountName: string, end: number): SandboxAccount {
  return { accountId: String(100_000_000_000 + end), accountName };
}

/** The lines of the screen without the blanks at their ends. */
async function trimmed(desk: Desk): Promise<readonly string[]> {
  return (await desk.rows()).map((row) => row.trimEnd());
}

test('keys walk through hundreds of accounts', atDesk, async (t) => {
  const accounts = Array.from({ length: 400 }, (_, index) =>
    account(`a${String(index).padStart(3, '0')}`, index),
  );
  const desk = await choosing(t, accounts);
  for (const [keys, name] of [
    ['', 'a000'],
    [KEYS.up, 'a399'],
    [KEYS.down, 'a000'],
    [KEYS.down + KEYS.down, 'a002'],
    [KEYS.pageDown, 'a017'],
    [KEYS.pageDown, 'a032'],
    [KEYS.pageUp, 'a017'],
    [KEYS.end, 'a399'],
    [KEYS.pageDown, 'a399'],
    [KEYS.home, 'a000'],
    [KEYS.pageUp, 'a000'],
    // The whole of a name is searched, the id too, and in any order.
    ['27', 'a027'],
    [' A1', 'a127'],
    [KEYS.backspace, 'a027'],
    ['\x17', 'a027'],
    [KEYS.escape, 'a000'],
    ['100000000377', 'a377'],
    ['\x15', 'a000'],
  ] as const) {
    desk.type(keys);
    await desk.shows(`> ${name} (`);
    equal((await desk.rows()).filter((row) => /^[> ] a\d/.test(row)).length > 0, true);
  }
  desk.type('zz');
  await desk.shows('Search: zz\n  0 of 400 - Backspace or Escape to search again');
  // There is nothing to choose.
  desk.type(`${KEYS.enter}${KEYS.backspace}${KEYS.backspace}399`);
  await desk.shows('Search: 399\n> a399 (100000000399)\n  1 of 400');
  // The cursor stands behind what was typed.
  const { row, column } = await desk.cursor();
  equal((await desk.rows())[row], 'Search: 399');
  equal(column, 'Search: 399'.length);
  desk.type(KEYS.enter);
  await desk.shows(
    'There are 400 AWS accounts available to you.\nUsing the account ID 100000000399\n',
  );
  desk.type(KEYS.controlC);
  equal(await desk.exit(), 130);
});

test('a line that is too long loses its middle, never its end', atDesk, async (t) => {
  const accounts = [
    account('東京オフィスのとても長い名前のアカウントです', 1),
    account('Zürich – Überweisungen und allerlei Anderes', 2),
    account('short', 3),
    account('a-very-long-name-'.repeat(12), 4),
  ];
  const desk = await choosing(t, accounts, { columns: 50, rows: 12 });
  deepEqual((await trimmed(desk)).slice(0, 7), [
    'There are 4 AWS accounts available to you.',
    'Search:',
    '> a-very-long-name-a-very-long-na… (100000000004)',
    '  short (100000000003)',
    '  Zürich – Überweisungen und alle… (100000000002)',
    '  東京オフィスのとても長い名前の… (100000000001)',
    '  4 - type to search, arrows to move, Enter to c…',
  ]);
  // Whatever the size of the window becomes, the list fits. What is above it is the terminal's, which moves old lines.
  for (const [columns, rows] of [
    [100, 24],
    [60, 24],
    [30, 12],
    [20, 6],
    [8, 4],
    [80, 24],
  ] as const) {
    desk.resize(columns, rows);
    await desk.settles();
    desk.type(KEYS.down);
    await desk.settles();
    const shown = await trimmed(desk);
    const list = shown.slice(shown.findLastIndex((row) => row.startsWith('Search')));
    equal(list.filter((row) => row.startsWith('> ')).length, 1, shown.join('\n'));
    ok(list.every((row) => row.length < columns));
  }
  ok(
    (await trimmed(desk)).includes('> Zürich – Überweisungen und allerlei Anderes (100000000002)'),
  );
  desk.type(KEYS.controlC);
  equal(await desk.exit(), 130);
});

test('an account cannot drive the terminal with its name', atDesk, async (t) => {
  const accounts = [
    account('red \x1b[31m clear \x1b[2J bell \x07 title \x1b]0;owned\x07 up \x9b9A', 1),
    account('turned \u202etxt.exe, two\nlines\r\tand a tab', 2),
  ];
  const desk = await choosing(t, accounts);
  deepEqual((await trimmed(desk)).slice(0, 5), [
    'There are 2 AWS accounts available to you.',
    'Search:',
    '> red \\x1b[31m clear \\x1b[2J bell \\x07 title \\x1b]0;owned\\x07 up \\u{9b}9A (100000000001)',
    '  turned \\u{202e}txt.exe, two\\nlines\\r\\tand a tab (100000000002)',
    '  2 - type to search, arrows to move, Enter to choose',
  ]);
  desk.type(KEYS.enter);
  await desk.answer('Default client Region [None]:', '\r');
  await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
  equal(await desk.exit(), 0);
  for (const output of ['json', 'yaml', 'text', 'table']) {
    await desk.tell(`aws-sso-wasm sso list-accounts --sso-session work --output ${output}`);
  }
  for (const sequence of ['\x1b[31m', '\x07', '\x9b', '\u202e', 'owned\x07']) {
    ok(!desk.output.includes(sequence), JSON.stringify(sequence));
  }
});

for (const [flags, variables, isBold] of [
  ['', {}, true],
  ['', { NO_COLOR: '1' }, false],
  ['', { NO_COLOR: '' }, true],
  ['--color off', {}, false],
  ['--color on', { NO_COLOR: '1' }, true],
] as const) {
  const name = `the focus is bold, or not: ${flags} ${JSON.stringify(variables)}`;
  test(name, atDesk, async (t) => {
    const desk = await choosing(t, 3, { environment: variables }, flags);
    equal(desk.output.includes('\x1b[1m> '), isBold);
    desk.type(KEYS.controlC);
    equal(await desk.exit(), 130);
  });
}
