// What a script with cached credentials does not load: each of these takes longer than all that it needs.

import { deepEqual, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromProfile } from 'aws-sso-wasm/node';
import { sandboxHome } from './sandbox_home.js';

const ENTRY = fileURLToPath(import.meta.resolve('aws-sso-wasm/node'));

test('cached credentials take neither HTTP nor fetch', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  await fromProfile('demo', home)();
  const code = `
    import { fromProfile } from 'file://${ENTRY}';
    const { accessKeyId } = await fromProfile('demo')();
    const loaded = process.moduleLoadList.filter((name) => / (https?|tls|child_process|crypto)$|undici/.test(name));
    console.log(JSON.stringify({ accessKeyId, loaded }));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code],
    { env: home.environment, timeout: 10_000 },
  );
  const { accessKeyId, loaded } = JSON.parse(stdout);
  match(accessKeyId, /^ASIA/);
  deepEqual(loaded, []);
});

test('what every script needs is one file, and the errors that all entries share', async () => {
  const text = await readFile(ENTRY, 'utf8');
  const files = [...text.matchAll(/^import .* from ["'](\..*)["'];$/gm)].map(([, file]) => file);
  deepEqual([...new Set(files)], ['../errors.js']);
});
