// What doctor gets to see of the shared files.

import { deepEqual, equal } from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { diagnoseFiles } from '../../node_modules/aws-sso-wasm/node/diagnose.js';
import { locateFiles } from '../../node_modules/aws-sso-wasm/node/files.js';
import { temporaryFolder } from './temporary_folder.js';

test('an empty home: nothing is there, and all could be', async (t) => {
  const home = await temporaryFolder(t);
  const found = await diagnoseFiles(locateFiles({ HOME: home }));
  deepEqual(
    found.map(({ path, purpose, kind, readable, writable }) => [
      path.slice(home.length),
      purpose,
      kind,
      readable,
      writable,
    ]),
    [
      ['/.aws', 'folder', undefined, false, true],
      ['/.aws/config', 'config', undefined, false, true],
      ['/.aws/credentials', 'credentials', undefined, false, true],
      ['/.aws/sso/cache', 'folder', undefined, false, true],
      ['/.aws/cli/cache', 'folder', undefined, false, true],
    ],
  );
});

test('every file with its mode, its link and its purpose', async (t) => {
  const home = await temporaryFolder(t);
  const locations = locateFiles({ HOME: home });
  await mkdir(locations.ssoCache, { recursive: true });
  await mkdir(join(home, 'dotfiles'));
  await writeFile(join(home, 'dotfiles/config'), '');
  await symlink('../dotfiles/config', locations.config);
  await mkdir(locations.credentials);
  const cached = ['a.json', 'a.json.lock', '.a.json.1.01234567.0123456789abcdef.tmp'];
  for (const name of cached) await writeFile(join(locations.ssoCache, name), '{}');
  await chmod(join(locations.ssoCache, 'a.json'), 0o644);
  const found = new Map(
    (await diagnoseFiles(locations)).map((diagnosis) => [diagnosis.path, diagnosis]),
  );
  const config = found.get(locations.config);
  deepEqual([config?.kind, config?.symlink], ['file', '../dotfiles/config']);
  equal(found.get(locations.credentials)?.kind, 'folder');
  const token = found.get(join(locations.ssoCache, 'a.json'));
  equal(token?.mode, 0o644);
  equal(token?.owned, true);
  equal(token?.purpose, 'sso-cache');
  const purposes = cached.map((name) => found.get(join(locations.ssoCache, name))?.purpose);
  deepEqual(purposes, ['sso-cache', 'lock', 'leftover']);
});
