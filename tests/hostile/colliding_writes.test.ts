// Many processes that replace the same files, while others read them.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../node/temporary_folder.js';
import { tries } from './tries.js';

const WRITERS = 8;
const WRITER = fileURLToPath(new URL('children/collide.js', import.meta.url));

/** Whether that is what one of the writers wrote, to the last byte. */
function isWhole(text: string): boolean {
  const { writer, time, padding, sum } = Object(JSON.parse(text)) as Record<string, unknown>;
  return sum === createHash('sha1').update(`${writer} ${time} ${padding}`).digest('hex');
}

test('colliding writes leave no file that cannot be read', { timeout: 580_000 }, async (t) => {
  const each = Math.ceil(tries('HOSTILE_WRITES', 10_000) / WRITERS);
  const home = await temporaryFolder(t);
  const env = { ...process.env, HOME: home };
  const writers = Array.from({ length: WRITERS }, (_, writer) =>
    promisify(execFile)(process.execPath, [WRITER, String(writer), String(each)], { env }),
  );
  let running = true;
  const ends = Promise.all(writers).finally(() => (running = false));
  const folders = [join(home, '.aws/sso/cache'), join(home, '.aws/cli/cache')];
  const files = ['sso/cache/token.json', 'cli/cache/role.json'].map((it) => join(home, '.aws', it));
  const seen = new Set<string>();
  let [reads, broken] = [0, 0];
  while (running) {
    for (const file of files) {
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch {
        // Once it is there it stays there.
        ok(!seen.has(file), `${file} was gone.`);
        continue;
      }
      seen.add(file);
      reads += 1;
      try {
        if (!isWhole(text)) broken += 1;
      } catch {
        broken += 1;
      }
    }
    await turn();
  }
  const written = (await ends).reduce((sum, { stdout }) => sum + Number(stdout), 0);
  t.diagnostic(
    `${written} colliding writes, ${reads} reads meanwhile, ${broken} broken files read`,
  );
  equal(written, each * WRITERS);
  ok(reads > 100);
  equal(broken, 0);
  for (const file of files) ok(isWhole(readFileSync(file, 'utf8')));
  deepEqual(
    folders.map((folder) => readdirSync(folder)),
    [['token.json'], ['role.json']],
  );
});
