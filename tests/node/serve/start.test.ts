// How the console starts and ends, and who learns its secrets.

import { equal, match, ok } from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { KEYS } from '../pseudo_terminal.js';
import { temporaryFolder } from '../temporary_folder.js';
import { atDesk, Desk, SESSION } from '../terminal/desk.js';
import { Console } from './console.js';

/** Leaves the address that it is to open in a file beside it. */
const BROWSER = `#!/bin/sh\nprintf %s "$1" > "$0.url"\n`;

test('the browser is opened with the one-time address, which is printed nowhere', async (t) => {
  const folder = await temporaryFolder(t);
  const browser = join(folder, 'browser');
  await writeFile(browser, BROWSER);
  await chmod(browser, 0o700);
  const console = await Console.open(t, { arguments: [], environment: { BROWSER: browser } });
  let url = '';
  while (url === '') url = await readFile(`${browser}.url`, 'utf8').catch(() => '');
  match(url, new RegExp(`^${console.origin}/\\?token=[\\w-]{43}$`));
  const token = url.split('=')[1] ?? '';
  const entered = await console.ask(url.slice(console.origin.length));
  equal(entered.status, 303);
  const cookie = entered.cookies[0]?.split(';')[0] ?? '';
  const secret = cookie.split('=')[1] ?? '';
  equal((await console.ask('/config.json', { headers: { cookie } })).status, 200);
  equal(
    console.stdout,
    `The web console is at ${console.origin}/\nAttempting to open it in your default browser.\n\nPress Ctrl-C to stop it.\n`,
  );
  equal(console.stderr, '');
  if (process.platform === 'linux') {
    for (const file of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${console.pid}/${file}`, 'latin1');
      ok(text.length > 0 && !text.includes(token) && !text.includes(secret), file);
    }
  }
  equal(await console.stop(), 0);
  ok(!console.stdout.includes(token) && !console.stderr.includes(token));
});

test('who has no browser is given the address', async (t) => {
  const console = await Console.open(t, { arguments: [] });
  while (console.entry === '') await new Promise((resolve) => setTimeout(resolve, 20));
  match(
    console.stdout,
    /\nPress Ctrl-C to stop it\.\n\nNo browser could be opened\.\nOpen this address within 5 minutes\. It lets one browser in, once:\n\nhttp:\S+\n$/,
  );
  match(await console.enter(), /=/);
});

test('--debug names no secret', async (t) => {
  const console = await Console.open(t, { arguments: ['--no-browser', '--debug'] });
  const token = console.entry.split('=')[1] ?? 'none';
  const cookie = await console.enter();
  await console.configuration(cookie);
  await console.ask('/oauth/callback?code=secret-code&state=secret-state');
  equal(await console.stop(), 0);
  ok(console.stderr.length > 0);
  for (const secret of [token, cookie.split('=')[1] ?? 'none', 'secret-']) {
    ok(!console.stderr.includes(secret), console.stderr);
  }
});

test('Ctrl-C at a terminal ends it at once, with connections open or not', atDesk, async (t) => {
  const desk = await Desk.open(t, { config: SESSION });
  for (const line of ['aws-sso-wasm serve --no-browser', 'aws-sso-wasm serve --sandbox']) {
    // Of its own the shell puts its prompt behind the ^C.
    desk.run(`${line}; echo " ended with $?"`);
    await desk.shows('Press Ctrl-C to stop it.');
    const port = /127\.0\.0\.1:(\d+)\//.exec(await desk.text())?.[1];
    equal((await fetch(`http://127.0.0.1:${port}/main.js`)).status, 200);
    const begun = performance.now();
    desk.type(KEYS.controlC);
    await desk.shows('^C ended with 0');
    const milliseconds = performance.now() - begun;
    ok(milliseconds < 1500, `${milliseconds} ms`);
    equal(await desk.exit(), 0);
    await desk.isTidy();
  }
});
