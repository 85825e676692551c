// The wizard where nobody can use arrows: with pipes, and in a terminal that knows no control sequences.

import { equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { atDesk, Desk, SESSION, START_URL } from './desk.js';

const PROFILE = `[profile dev]
sso_session = work
sso_account_id = 111131103334
sso_role_name = ReadOnlyAccess
region = eu-west-1
`;

/** The answers to all that the wizard asks, with some that will not do. */
const ANSWERS = [
  ...['work', 'nonsense', START_URL, '', 'us-east-1', ''],
  ...['4', 'payments', '3', 'ReadOnlyAccess', 'eu-west-1', '', 'dev'],
];

/** Runs the wizard with these lines on its standard input; the exit code, standard output and standard error. */
async function pipe(desk: Desk, lines: readonly string[]): Promise<[number, string, string]> {
  const child = spawn('aws-sso-wasm', ['configure', 'sso'], {
    env: desk.environment,
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const [code] = await once(child, 'close');
  return [Number(code), out, err];
}

test('piped lines answer every question', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { accounts: 3, roles: 2 } });
  const [code, out, err] = await pipe(desk, ANSWERS);
  equal(code, 0, err);
  equal(await desk.config(), PROFILE + SESSION);
  equal(
    err,
    `SSO session name (Recommended): SSO start URL [None]: Not a valid Start URL
SSO start URL [None]: SSO region [None]: A value is required
SSO region [None]: SSO registration scopes [sso:account:access]: There are 3 AWS accounts available to you.
1. platform-development, aws+platform-development@example.com (111139983335)
2. platform-production, aws+platform-production@example.com (111122223333)
3. platform-staging, aws+platform-staging@example.com (111131103334)
Number (1-3): "4" is neither a number of the list nor one of its entries.
Number (1-3): "payments" is neither a number of the list nor one of its entries.
Number (1-3): There are 2 roles available to you.
1. AdministratorAccess
2. ReadOnlyAccess
Number (1-2): Default client Region [None]: CLI default output format (json if not specified) [None]: \
Profile name [ReadOnlyAccess-111131103334]: `,
  );
  match(
    out,
    /^Attempting to open [^]*\nUsing the account ID 111131103334\nUsing the role name "ReadOnly/,
  );
  match(out, /\naws-sso-wasm sts get-caller-identity --profile dev\n$/);
});

test('an input that ends too soon changes nothing', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { accounts: 3, roles: 2 } });
  for (const end of ANSWERS.keys()) {
    const [code, , err] = await pipe(desk, ANSWERS.slice(0, end));
    equal(code, 252, `${end}: ${err}`);
    match(err, /: \naws-sso-wasm: \[ERROR\]: An error occurred \(ParamValidation\): .*\n.+\n$/);
    equal(await desk.config(), '');
  }
  await desk.isTidy();
});

test('a terminal without control sequences gets a numbered list', atDesk, async (t) => {
  const desk = await Desk.open(t, {
    sandbox: { accounts: 3, roles: 1 },
    config: SESSION,
    environment: { TERM: 'dumb' },
  });
  const before = desk.output.length;
  desk.run('aws-sso-wasm configure sso --sso-session work --profile dev');
  await desk.answer(
    '\n3. platform-staging, aws+platform-staging@example.com (111131103334)\nNumber (1-3):',
    '3\r',
  );
  await desk.answer('Default client Region [None]:', 'eu-west-1\r');
  await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
  equal(await desk.exit(), 0);
  ok(!desk.output.slice(before).includes('\x1b'));
  equal(await desk.config(), SESSION + PROFILE.replace('ReadOnly', 'Administrator'));
});

for (const redirection of ['> file', '2> file']) {
  test(`questions are seen with ${redirection}`, atDesk, async (t) => {
    const desk = await Desk.open(t, { sandbox: { accounts: 3, roles: 2 } });
    desk.run(`cd; aws-sso-wasm configure sso --profile dev ${redirection}`);
    await desk.answer('SSO session name (Recommended):', 'work\r');
    await desk.answer('SSO start URL [None]:', `${START_URL}\r`);
    await desk.answer('SSO region [None]:', 'us-east-1\r');
    await desk.answer('SSO registration scopes [sso:account:access]:', '\r');
    await desk.shows('3 - type to search');
    desk.type('staging\r');
    await desk.shows('2 - type to search');
    desk.type('read\r');
    await desk.answer('Default client Region [None]:', 'eu-west-1\r');
    await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
    equal(await desk.exit(), 0);
    equal(await desk.config(), PROFILE + SESSION);
    await desk.isTidy();
    const file = await readFile(join(desk.home, 'file'), 'utf8');
    if (redirection === '2> file') equal(file, '');
    else
      match(
        file,
        /^Using the account ID 111131103334\nUsing the role name "ReadOnlyAccess"\nTo use/,
      );
  });
}
