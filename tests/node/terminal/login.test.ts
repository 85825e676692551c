// `sso login` where the browser runs on another machine: what it ends at is pasted into the terminal.

import { equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { atDesk, Desk, SESSION, START_URL } from './desk.js';

const PASTE = 'Paste that whole address here:';
const DONE = `Successfully logged into Start URL: ${START_URL}`;

test('the right address is pasted after wrong ones', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { consent: 'ask' }, config: SESSION, browser: false });
  desk.run('aws-sso-wasm sso login --sso-session work');
  await desk.shows(PASTE);
  const right = await desk.decide('approve');

  desk.type('\r  https://example.com/oauth/callback?code=\r');
  await desk.shows('That is not the address that the sign-in ends at. Still waiting.');
  const foreign = new URL(right);
  foreign.searchParams.set('state', 'another');
  desk.type(`${foreign}\r`);
  await desk.shows('That address belongs to another sign-in. Still waiting.');
  desk.type('what is this?\r');
  await desk.shows(/(sign-in ends at\. Still waiting\.[^]*){2}$/);
  desk.type(`  ${right} \r`);
  equal(await desk.exit(), 0);
  ok((await desk.before()).endsWith(DONE));
  await desk.isTidy();
});

test('a refusal is pasted', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { consent: 'ask' }, config: SESSION, browser: false });
  desk.run('aws-sso-wasm sso login --sso-session work --no-browser');
  await desk.shows(PASTE);
  ok((await desk.text()).startsWith('Browser will not be automatically opened.\nPlease visit '));
  desk.type(`${await desk.decide('deny')}\r`);
  equal(await desk.exit(), 255);
  match(await desk.before(), /\naws-sso-wasm: \[ERROR\]: .*\n.+$/);
  await desk.isTidy();
});

for (const [redirection, shown] of [
  ['> out', PASTE],
  ['2> err', PASTE],
] as const) {
  test(`the address is seen with ${redirection}`, atDesk, async (t) => {
    const desk = await Desk.open(t, {
      sandbox: { consent: 'ask' },
      config: SESSION,
      browser: false,
    });
    desk.run(`cd; aws-sso-wasm sso login --sso-session work ${redirection}`);
    await desk.shows(shown);
    desk.type(`${await desk.decide('approve')}\r`);
    equal(await desk.exit(), 0);
    const [, file = ''] = redirection.split(' ');
    const redirected = await readFile(join(desk.home, file), 'utf8');
    equal(redirected, file === 'out' ? `${DONE}\n` : '');
  });
}

test('a code instead, and a look at the result', atDesk, async (t) => {
  const desk = await Desk.open(t, { config: SESSION });
  const shown = await desk.tell('aws-sso-wasm sso login --sso-session work --use-device-code');
  match(shown, new RegExp(`^Attempting to [^]*\\n\\n[A-Z]{4}-[A-Z]{4}\\n${DONE}$`));
  match(await desk.tell('aws-sso-wasm sso status'), /^work \(/);
  match(
    await desk.tell('aws-sso-wasm sso login --sso-session work --if-needed'),
    new RegExp(`^Already logged into Start URL: ${START_URL} `),
  );
});
