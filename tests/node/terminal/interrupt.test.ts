// Ctrl-C and Ctrl-D, wherever a command asks or waits: it ends at once, and leaves everything as it was.

import { equal, match, ok } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { KEYS } from '../pseudo_terminal.js';
import { atDesk, Desk, type DeskOptions, SESSION, START_URL } from './desk.js';

/** Where a command stops to ask, and what to answer to get on. */
type Questions = readonly (readonly [question: string, answer: string])[];

const SESSION_QUESTIONS: Questions = [
  ['SSO start URL [None]:', START_URL],
  ['SSO region [None]:', 'us-east-1'],
  ['SSO registration scopes [sso:account:access]:', ''],
];

/** A command line, what it asks, and whether the session is signed in to by then. */
const DIALOGS: readonly (readonly [line: string, questions: Questions, isSignedIn: boolean])[] = [
  [
    'aws-sso-wasm configure sso --no-browser',
    [
      ['SSO session name (Recommended):', 'other'],
      ...SESSION_QUESTIONS,
      ['Paste that whole address here:', ''],
    ],
    false,
  ],
  [
    'aws-sso-wasm configure sso --sso-session work',
    [
      ['3 - type to search, arrows to move, Enter to choose', ''],
      ['2 - type to search, arrows to move, Enter to choose', ''],
      ['Default client Region [None]:', 'eu-west-1'],
      ['CLI default output format (json if not specified) [None]:', 'json'],
      ['Profile name [AdministratorAccess-111139983335]:', ''],
    ],
    true,
  ],
  [
    'aws-sso-wasm configure sso-session',
    [['SSO session name:', 'other'], ...SESSION_QUESTIONS],
    false,
  ],
];

const OPTIONS: DeskOptions = { sandbox: { accounts: 3, roles: 2 }, config: SESSION };

/** Runs the line once for each question, and stops there with this key; `check` then sees what is left. */
async function stopEverywhere(
  t: TestContext,
  key: string,
  check: (desk: Desk, question: string) => Promise<void>,
): Promise<void> {
  for (const [line, questions, isSignedIn] of DIALOGS) {
    const desk = await Desk.open(t, OPTIONS);
    if (isSignedIn) await desk.tell('aws-sso-wasm sso login --sso-session work');
    for (const [index, [question]] of questions.entries()) {
      desk.run(line);
      for (const [before, answer] of questions.slice(0, index)) {
        await desk.answer(before, `${answer}\r`);
      }
      await desk.answer(question, key);
      await check(desk, question);
      equal(await desk.config(), SESSION, question);
      await desk.isTidy();
    }
  }
}

test('Ctrl-C at every question ends the command with 130 and without a word', atDesk, async (t) => {
  await stopEverywhere(t, KEYS.controlC, async (desk, question) => {
    equal(await desk.exit(), 130, question);
    const text = await desk.before();
    ok(!text.includes('ERROR'), text);
    // What a choice was made from is gone.
    if (question.endsWith('Enter to choose')) match(text, /available to you\.$/);
    else ok(text.endsWith(question), text);
  });
});

test('Ctrl-D at every question ends the command with a next step', atDesk, async (t) => {
  await stopEverywhere(t, KEYS.controlD, async (desk, question) => {
    if (question.startsWith('Paste')) {
      // The browser may still come back; only nobody pastes any more.
      await new Promise((resolve) => setTimeout(resolve, 200));
      desk.type(KEYS.controlC);
      equal(await desk.exit(), 130);
      return;
    }
    equal(await desk.exit(), 252, question);
    const text = await desk.before();
    if (question.endsWith('Enter to choose')) {
      match(
        text,
        /\[ERROR\]: .*The input ended before a choice was made\.\nChoose from the list, or /,
      );
      ok(!text.includes('Search:'), text);
    } else {
      const asked = question.slice(0, -1);
      ok(
        text.includes(
          `Nobody answered the question "${asked}".\nAnswer it when it is asked, or with --`,
        ),
      );
    }
  });
});

test('Ctrl-C ends every wait', atDesk, async (t) => {
  let isAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const desk = await Desk.open(t, {
    config: SESSION,
    browser: false,
    sandbox: {
      consent: 'ask',
      faults: [
        {
          operation: 'ListAccounts',
          answer: {
            kind: 'call',
            respond() {
              isAsked();
              return new Promise(() => undefined);
            },
          },
        },
      ],
    },
  });
  for (const [line, last] of [
    ['aws-sso-wasm sso login --sso-session work', 'Paste that whole address here:'],
    ['aws-sso-wasm sso login --sso-session work --use-device-code', /Then enter the code:\n\n\S+$/],
  ] as const) {
    desk.run(line);
    await desk.shows(last);
    desk.type(KEYS.controlC);
    equal(await desk.exit(), 130, line);
    await desk.isTidy();
  }

  desk.run('aws-sso-wasm sso login --sso-session work --no-browser');
  await desk.shows('Paste that whole address here:');
  desk.type(`${await desk.decide('approve')}\r`);
  equal(await desk.exit(), 0);
  desk.run('aws-sso-wasm sso list-accounts --sso-session work');
  await asked;
  desk.type(KEYS.controlC);
  equal(await desk.exit(), 130);
  await desk.isTidy();
});

test('the code of an MFA device is not shown, whatever becomes of it', atDesk, async (t) => {
  const config = `${SESSION}[profile base]
sso_session = work
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
region = us-east-1
[profile mfa]
source_profile = base
role_arn = arn:aws:iam::111131103334:role/deploy
mfa_serial = arn:aws:iam::111122223333:mfa/alex
region = us-east-1
`;
  const desk = await Desk.open(t, { ...OPTIONS, config });
  await desk.tell('aws-sso-wasm sso login --sso-session work');
  const question = 'Enter MFA code for arn:aws:iam::111122223333:mfa/alex:';
  for (const [keys, code, rest] of [
    [`7788${KEYS.controlC}`, 130, ''],
    [
      KEYS.controlD,
      253,
      /and nobody gave one\.\nRun the command in a terminal, and enter the code\.$/,
    ],
    ['778899\r', 0, /"Arn": "arn:aws:sts::111131103334:assumed-role\/deploy\//],
  ] as const) {
    desk.run('aws-sso-wasm sts get-caller-identity --profile mfa');
    await desk.answer(question, keys);
    equal(await desk.exit(), code);
    const text = await desk.before();
    ok(text.startsWith(`${question}\n`) || text === question, text);
    match(text.slice(question.length), new RegExp(rest));
    ok(!desk.output.includes('7788'));
    await desk.isTidy();
  }
});
