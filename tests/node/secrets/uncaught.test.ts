// What Node prints and reports of an error that nobody caught shows no secret.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';
import { sandboxHome } from '../sandbox_home.js';
import { temporaryFolder } from '../temporary_folder.js';
import { ANSWERS } from './watched_stage.js';

const PROGRAM = fileURLToPath(new URL('../children/credentials.js', import.meta.url));

test('an error that ends the process, and the diagnostic report of it', async (t) => {
  const secrets = new IssuedSecrets();
  // So little is left of a token that each use of it is a refresh.
  const options = { lifetimes: { accessToken: 600 } };
  const home = await sandboxHome(t, options, (fetch) => secrets.watching(fetch));
  await home.signIn();
  const reports = await temporaryFolder(t);
  const found: string[] = [];
  for (const answer of ANSWERS) {
    home.sandbox.clearFaults();
    home.sandbox.inject({ operation: 'GetRoleCredentials', answer, times: Infinity });
    const child = spawn(
      process.execPath,
      ['--report-uncaught-exception', `--report-directory=${reports}`, PROGRAM, 'demo'],
      { env: home.environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const ended = once(child, 'close');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await ended;
    match(err, /IdentityCenterError/);
    found.push(...secrets.in('stdout', out), ...secrets.in('stderr', err));
  }
  const files = await readdir(reports);
  equal(files.length, ANSWERS.length);
  for (const file of files) {
    found.push(...secrets.in('a report', await readFile(join(reports, file))));
  }
  const kinds = new Set(secrets.values());
  ok(kinds.has('accessToken') && kinds.has('refreshToken') && kinds.has('secretAccessKey'));
  deepEqual(found, []);
  t.diagnostic(`${secrets.size} secrets are in none of ${files.length} errors and reports`);
});
