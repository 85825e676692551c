// What doctor does to a file.

import { equal, rejects } from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mendFile } from '../../node_modules/aws-sso-wasm/node/mend.js';
import { temporaryFolder } from './temporary_folder.js';

const isPosix = process.platform !== 'win32';

test('others lose what they may, the owner keeps it', { skip: !isPosix }, async (t) => {
  const home = await temporaryFolder(t);
  for (const [name, before, after] of [
    ['file', 0o644, 0o600],
    ['script', 0o755, 0o700],
    ['read-only', 0o444, 0o400],
  ] as const) {
    const path = join(home, name);
    await writeFile(path, name);
    await chmod(path, before);
    await mendFile(path, 'owner-only');
    equal((await stat(path)).mode & 0o777, after, name);
    equal(await readFile(path, 'utf8'), name);
  }
  const folder = join(home, 'folder');
  await mkdir(folder);
  await chmod(folder, 0o777);
  await mendFile(folder, 'owner-only');
  equal((await stat(folder)).mode & 0o777, 0o700);
});

test('a leftover is removed, and one that is gone already is no error', async (t) => {
  const path = join(await temporaryFolder(t), 'leftover.tmp');
  await writeFile(path, 'half');
  await mendFile(path, 'remove');
  await mendFile(path, 'remove');
  await rejects(stat(path), { code: 'ENOENT' });
});

test('what cannot be mended is named', async (t) => {
  const home = await temporaryFolder(t);
  await rejects(mendFile(join(home, 'gone'), 'owner-only'), { code: 'ERR_STORE' });
  await mkdir(join(home, 'folder'));
  await rejects(mendFile(join(home, 'folder'), 'remove'), { code: 'ERR_STORE' });
});
