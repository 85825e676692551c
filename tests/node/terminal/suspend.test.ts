// Ctrl-Z stops a command wherever it is, and it goes on where it was.

import { equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { KEYS } from '../pseudo_terminal.js';
import { atDesk, Desk, SESSION } from './desk.js';

/** What a shell says of a job that the terminal stopped: 128 and the number of SIGTSTP. */
const STOPPED = 148;

async function stop(desk: Desk): Promise<void> {
  desk.type(KEYS.controlZ);
  equal(await desk.exit(), STOPPED);
  match(await desk.text(), /\[1\]\+ +Stopped +aws-sso-wasm /);
  // The shell gets a terminal that it can use.
  await desk.isTidyTerminal();
  desk.run('fg');
}

test('at a question, with an answer half typed', atDesk, async (t) => {
  const desk = await Desk.open(t, { config: SESSION });
  desk.run('aws-sso-wasm configure sso-session');
  await desk.answer('SSO session name:', 'wor');
  await desk.shows('SSO session name: wor');
  await stop(desk);
  await desk.answer('SSO session name: wor', 'k2\r');
  await desk.shows('SSO session name: work2\nSSO start URL [None]:');
  await stop(desk);
  await desk.answer('SSO start URL [None]:', KEYS.controlC);
  equal(await desk.exit(), 130);
  await desk.isTidy();
});

test('at a choice, with a search half typed', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { accounts: 40, roles: 1 }, config: SESSION });
  await desk.tell('aws-sso-wasm sso login --sso-session work');
  desk.run('aws-sso-wasm configure sso --sso-session work --profile dev');
  await desk.shows('40 - type to search');
  desk.type('mobile');
  await desk.shows('4 of 40 - type to search');
  await stop(desk);
  await desk.shows(
    'There are 40 AWS accounts available to you.\nSearch: mobile\n> mobile-development,',
  );
  desk.type('-stag\r');
  await desk.answer('Default client Region [None]:', '\r');
  await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
  equal(await desk.exit(), 0);
  match(await desk.config(), /sso_account_id = 111308703354\n/);
  await desk.isTidy();
});

test('while the browser is waited for', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { consent: 'ask' }, config: SESSION, browser: false });
  desk.run('aws-sso-wasm sso login --sso-session work');
  await desk.shows('Paste that whole address here:');
  const address = await desk.decide('approve');
  await stop(desk);
  await desk.shows(/^aws-sso-wasm sso login/);
  desk.type(`${address}\r`);
  equal(await desk.exit(), 0);
  ok((await desk.before()).includes('Successfully logged into Start URL: '));
  await desk.isTidy();
});

test('while a code is waited for', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { consent: 'ask' }, config: SESSION, browser: false });
  desk.run('aws-sso-wasm sso login --sso-session work --use-device-code');
  await desk.shows(/\n\n[A-Z]{4}-[A-Z]{4}$/);
  await stop(desk);
  await desk.shows(/^aws-sso-wasm sso login/);
  desk.type(KEYS.controlC);
  equal(await desk.exit(), 130);
  await desk.isTidy();
});
