// Opening the browser: which programs, with the URL as one argument, and never an error.

import { deepEqual, equal } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openBrowser, openersFor } from '../../node_modules/aws-sso-wasm/node/browser.js';
import { temporaryFolder } from './temporary_folder.js';

const URL_TEXT = 'https://sso.test/authorize?a=b&c=%20$(touch%20x);`x`#f';
const posix = {
  skip: process.platform === 'win32' && 'The programs of this test are shell scripts.',
};

/** Makes programs that note their arguments in a file, and end as told. */
async function programs(t: TestContext, scripts: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder(t);
  for (const [name, end] of Object.entries(scripts)) {
    const file = join(folder, name);
    await writeFile(file, `#!/bin/sh\nprintf '%s\\n' ${name} "$@" >>"${folder}/called"\n${end}\n`);
    await chmod(file, 0o755);
  }
  return {
    folder,
    environment: (more: Readonly<Record<string, string>>) => ({
      PATH: `${folder}:/bin:/usr/bin`,
      ...more,
    }),
    async called(): Promise<string[]> {
      for (let tries = 0; tries < 20 && !existsSync(join(folder, 'called')); tries += 1) {
        await pause(50);
      }
      const text = await readFile(join(folder, 'called'), 'utf8').catch(() => '');
      return text.split('\n').slice(0, -1);
    },
  };
}

const expected = new URL(URL_TEXT).href;

test('BROWSER gets the URL as one argument', posix, async (t) => {
  const { environment, called } = await programs(t, { mine: 'exit 0' });
  equal(await openBrowser(URL_TEXT, environment({ BROWSER: 'mine' }), 'linux'), true);
  deepEqual(await called(), ['mine', expected]);
});

for (const [browser, args] of [
  ['mine --new-window', ['--new-window', expected]],
  ['mine --url=%s --last', [`--url=${expected}`, '--last']],
  [`mine "two words" 'and more'`, ['two words', 'and more', expected]],
  ['mine &', [expected]],
] as const) {
  test(`BROWSER=${browser}`, posix, async (t) => {
    const { environment, called } = await programs(t, { mine: 'exit 0' });
    equal(await openBrowser(URL_TEXT, environment({ BROWSER: browser }), 'linux'), true);
    deepEqual(await called(), ['mine', ...args]);
  });
}

test('the next program is tried when one is missing or fails', posix, async (t) => {
  const { environment, called } = await programs(t, { failing: 'exit 3', mine: 'exit 0' });
  const list = 'missing:/nowhere/at/all:failing:mine';
  equal(await openBrowser(URL_TEXT, environment({ BROWSER: list }), 'linux'), true);
  deepEqual(await called(), ['failing', expected, 'mine', expected]);
});

test('a program that stays is a browser', posix, async (t) => {
  const { environment, called } = await programs(t, { staying: 'exec sleep 3' });
  const start = performance.now();
  equal(await openBrowser(URL_TEXT, environment({ BROWSER: 'staying' }), 'linux'), true);
  equal(performance.now() - start < 2500, true);
  deepEqual(await called(), ['staying', expected]);
});

test('no failure is an error', posix, async (t) => {
  const { environment, folder } = await programs(t, { failing: 'exit 1' });
  await writeFile(join(folder, 'not-executable'), '');
  for (const browser of ['failing', 'missing', folder, 'not-executable', '%s', '"', ':::', ' ']) {
    equal(await openBrowser(URL_TEXT, environment({ BROWSER: browser }), 'linux'), false, browser);
  }
});

for (const url of [
  'file:///etc/passwd',
  'javascript:alert(1)',
  '--help',
  '',
  'mailto:a@b',
  'sso.test',
]) {
  test(`${url || 'nothing'} is not opened`, posix, async (t) => {
    const { environment, folder } = await programs(t, { mine: 'exit 0' });
    equal(await openBrowser(url, environment({ BROWSER: 'mine' }), 'linux'), false);
    equal(existsSync(join(folder, 'called')), false);
  });
}

test('the system has its own programs', () => {
  const names = (...args: Parameters<typeof openersFor>): string[] =>
    openersFor(...args).map(([program]) => program);
  equal(names({}, 'win32', false)[0], 'rundll32.exe');
  deepEqual(names({}, 'darwin', false), ['open']);
  deepEqual(names({}, 'linux', false), []);
  equal(names({ DISPLAY: ':0' }, 'linux', false)[0], 'xdg-open');
  equal(names({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', false)[0], 'xdg-open');
  equal(names({}, 'linux', true)[0], 'wslview');
  // The screen is elsewhere, and so is the person.
  deepEqual(names({ SSH_CONNECTION: '1 2 3 4' }, 'darwin', false), []);
  deepEqual(names({ SSH_TTY: '/dev/pts/1' }, 'linux', true), []);
  // Who forwards the display, or names a browser, means it.
  equal(names({ SSH_TTY: '/dev/pts/1', DISPLAY: ':10' }, 'linux', false)[0], 'xdg-open');
  deepEqual(names({ SSH_TTY: '/dev/pts/1', BROWSER: 'mine' }, 'darwin', false), ['mine']);
  deepEqual(names({ BROWSER: '"C:\\Program Files\\b.exe";other' }, 'win32', false), [
    'C:\\Program Files\\b.exe',
    'other',
  ]);
});
