// The program that times pages for the benchmark, in a smallest form, so that it keeps working.

import { deepEqual, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineName } from './engine/launch.js';

const PROGRAM = fileURLToPath(new URL('../../benches/page.js', import.meta.url));

const skip = engineName() === 'chromium' ? false : 'pages are timed in Chromium';

test('the benchmark times pages', { skip, timeout: 60_000 }, async () => {
  const words = [PROGRAM, process.env['BROWSER_BINARY'] ?? '', '1', '3'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const { loads, streams } = JSON.parse(stdout);
  for (const { cold, warm } of Object.values<Record<string, number[]>>(loads)) {
    for (const times of [cold, warm]) ok(times?.length === 1 && times.every((time) => time > 0));
  }
  deepEqual(Object.keys(streams), ['aws-sso-wasm serve', 'AWS SDK in a small page']);
});
