// examples/node-script and the README's examples for Node, as files, in processes of their own.

import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SandboxOptions } from 'aws-sso-wasm/sandbox';
import { sandboxHome, type SandboxHome } from '../sandbox_home.js';

const BROWSER = '#!/usr/bin/env node\nawait fetch(process.argv[2]);\n';

/** A machine with the profile `dev`, and how a script runs on it. */
async function machine(
  t: TestContext,
  options: SandboxOptions = {},
): Promise<{
  readonly home: SandboxHome;
  run(
    script: string,
    words?: readonly string[],
    more?: Readonly<Record<string, string>>,
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
}> {
  const home = await sandboxHome(t, options);
  const [account] = home.sandbox.accounts;
  await home.configure(
    '[profile dev]',
    'sso_session = work',
    `sso_account_id = ${account?.accountId}`,
    `sso_role_name = ${account?.roles[0]}`,
  );
  const browser = join(home.folder, 'browser.mjs');
  await writeFile(browser, BROWSER, { mode: 0o700 });
  return {
    home,
    run(script, words = [], more = { BROWSER: browser }) {
      const file = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
      return promisify(execFile)(process.execPath, [file, ...words], {
        env: { ...home.environment, ...more },
        timeout: 60_000,
      });
    },
  };
}

test('whoami signs in once, and then knows', async (t) => {
  const { home, run } = await machine(t);
  const first = await run('examples/node-script/whoami.js', ['dev']);
  match(first.stdout, /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_/);
  deepEqual(await run('examples/node-script/whoami.js', ['dev']), first);
  equal(home.granted('authorization_code'), 1);
});

test('scripts and commands that start together open one tab', async (t) => {
  const { home, run } = await machine(t);
  const command = 'node_modules/aws-sso-wasm/cli/main.cjs';
  const words = ['sso', 'login', '--profile', 'dev', '--if-needed'];
  const all = Array.from({ length: 5 }, () => [
    run('tests/examples/node/session.js'),
    run(command, words),
  ]);
  await Promise.all(all.flat());
  equal(home.granted('authorization_code'), 1);
  equal(home.sandbox.count('Authorize'), 1);
});

test('whoami shows a device code where there is no browser', async (t) => {
  const { home, run } = await machine(t);
  const { stdout, stderr } = await run('examples/node-script/whoami.js', ['dev'], {});
  match(stdout, /^arn:/);
  match(stderr, /^Open http\S+ and enter the code [A-Z]{4}-[A-Z]{4}\.\n$/);
  equal(home.granted('authorization_code'), 0);
});

test('whoami says what is wrong, and what to do', async (t) => {
  const { run } = await machine(t);
  await rejects(run('examples/node-script/whoami.js', ['nobody']), {
    code: 1,
    stdout: '',
    stderr: /^The config profile \(nobody\) could not be found\n.+\n$/,
  });
});

test('credential_process gives what tools expect, and does not run in circles', async (t) => {
  const { home, run } = await machine(t);
  const script = 'examples/node-script/credential_process.js';
  const { stdout } = await run(script, ['dev']);
  deepEqual(Object.keys(Object(JSON.parse(stdout))), [
    'Version',
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ]);
  const file = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  await home.configure(
    '[profile others]',
    `credential_process = '${process.execPath}' '${file}' dev`,
    '[profile circle]',
    `credential_process = '${process.execPath}' '${file}' circle`,
  );
  equal((await run(script, ['others'])).stdout, stdout);
  await rejects(run(script, ['circle']), { code: 1, stderr: /infinite loop/ });
});

test("the README's examples for Node", async (t) => {
  const { home, run } = await machine(t, { region: 'eu-west-1', accounts: 2, roles: ['Admin'] });
  match((await run('tests/examples/node/profile.js')).stdout, /^arn:aws:sts::\d{12}:assumed-role/);
  const { stdout } = await run('tests/examples/node/session.js');
  const lines = stdout.trim().split('\n');
  equal(lines.length, 2);
  for (const line of lines) match(line, /^\d{12} .+ Admin$/);
  equal(home.granted('authorization_code'), 1);
});
