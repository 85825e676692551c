// Every release line of Node that the package supports: the same sign-in, by import and by require().

import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox, listen, type SandboxServer } from 'aws-sso-wasm/sandbox';
import type { Report } from './programs/sign_in.js';

const run = promisify(execFile);
const consumer = fileURLToPath(new URL('../../', import.meta.url));
const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const installed = (name: string): string => join(consumer, 'node_modules', name, 'bin/node');

/** The oldest that `engines` allows, and the newest of each later line. */
const NODES: readonly (readonly [version: RegExp, command: string])[] = [
  [/^v20\.19\.0$/, installed('node-20')],
  [/^v22\./, installed('node-22')],
  [/^v24\./, installed('node-24')],
];

const sandbox = createSandbox({ consent: 'approve' });
let server: SandboxServer;

before(async () => {
  server = await listen(sandbox);
});

after(() => server.close());

async function printed(command: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: consumer };
  return (await run(command, args, { cwd: consumer, env, timeout: 60_000 })).stdout.trim();
}

for (const [version, command] of NODES) {
  const skip = existsSync(command) ? false : 'npm has no such Node for this machine.';

  test(`Node ${version.source} signs in`, { skip }, async () => {
    match(await printed(command, '--version'), version);
    const line = await printed(command, program('main.js'), server.url);
    const { accounts, roles, arn, events, revoked, afterwards } = JSON.parse(line) as Report;
    const assigned = sandbox.accounts.flatMap(({ accountId, roles: names }) =>
      names.map((name) => `${accountId}/${name}`),
    );
    equal(accounts, sandbox.accounts.length);
    deepEqual(roles, assigned.sort());
    match(arn, /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_/);
    deepEqual(
      events.filter((type) => type !== 'polling'),
      ['prompt', 'signed-in', 'signed-out'],
    );
    equal(revoked, true);
    equal(afterwards, 'ERR_SIGN_IN_REQUIRED');
  });

  test(`Node ${version.source} requires the package`, { skip }, async () => {
    const expected = { signedIn: true, kinds: ['function', 'function'] };
    deepEqual(JSON.parse(await printed(command, program('required.cjs'))), expected);
  });
}
