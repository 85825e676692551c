// The command shows no secret where none belongs: in what it prints, tells, starts, asks for, leaves behind and keeps in memory.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createSandbox, listen, type Fault, type Sandbox } from 'aws-sso-wasm/sandbox';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';
import { noPseudoTerminal, openPseudoTerminal, shellLine } from '../pseudo_terminal.js';
import { temporaryFolder } from '../temporary_folder.js';

const COMMAND = fileURLToPath(new URL('../../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const KEEPER = new URL('../children/keep_memory.js', import.meta.url);

/** Notes how it was started, then opens the page and follows where it leads. */
const BROWSER = `#!/usr/bin/env node
const { writeFileSync, readFileSync } = require('node:fs');
const place = process.env.RECORDS + '/browser-' + process.pid;
writeFileSync(place, readFileSync('/proc/self/cmdline') + JSON.stringify(process.env));
fetch(process.argv[2]);
`;

/** Files that secrets belong in. */
const CACHE = /^\.aws\/(sso|cli)\/cache\/[0-9a-f]{40}\.json$/;

/** Headers that a token belongs in. */
const BEARERS = ['authorization', 'x-amz-sso_bearer_token', 'x-amz-security-token'];

interface Machine {
  readonly sandbox: Sandbox;
  readonly secrets: IssuedSecrets;
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that was to be seen, with the place where. */
  readonly seen: [place: string, content: string | Uint8Array][];
  /** Runs the command; its standard output is looked at unless it is meant to hold secrets. */
  run(line: string, options?: { readonly printsSecrets?: boolean }): Promise<number>;
}

async function machine(t: TestContext): Promise<Machine> {
  const secrets = new IssuedSecrets();
  // So little is left of a token that each use of it is a refresh.
  const lifetimes = { accessToken: 600 };
  const sandbox = createSandbox({ consent: 'approve', lifetimes });
  const seen: Machine['seen'] = [];
  const watched = secrets.watching(sandbox.fetch);
  const server = await listen({
    fetch: (input, init) => {
      const request = new Request(input, init);
      seen.push([`the URL of a request`, request.url]);
      const others = [...request.headers].filter(([name]) => !BEARERS.includes(name));
      seen.push(['the headers of a request', JSON.stringify(others)]);
      return watched(request);
    },
  });
  t.after(() => server.close());
  const home = await temporaryFolder(t);
  const records = await temporaryFolder(t);
  const temporary = await temporaryFolder(t);
  const [account] = sandbox.accounts;
  await mkdir(join(home, '.aws'));
  await writeFile(
    join(home, '.aws/config'),
    [
      '[sso-session work]',
      `sso_start_url = ${sandbox.startUrl}`,
      `sso_region = ${sandbox.region}`,
      'sso_registration_scopes = sso:account:access',
      '[profile demo]',
      'sso_session = work',
      `sso_account_id = ${account?.accountId}`,
      `sso_role_name = ${account?.roles[0]}`,
      `region = ${sandbox.region}`,
      '',
    ].join('\n'),
  );
  const browser = join(home, 'browser');
  await writeFile(browser, BROWSER);
  await chmod(browser, 0o700);
  const environment = {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    BROWSER: browser,
    RECORDS: records,
    TMPDIR: temporary,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_OPTIONS: `--import=${KEEPER.href}`,
    ...server.environment,
  };

  const run: Machine['run'] = async (line, { printsSecrets = false } = {}) => {
    const child = spawn(COMMAND, line.split(' '), { env: environment });
    child.stdin.end();
    const ended = once(child, 'close');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await ended;
    if (!printsSecrets) seen.push([`stdout of ${line}`, out]);
    seen.push([`stderr of ${line}`, err]);
    for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name).slice(home.length + 1);
      seen.push(['the name of a file', path]);
      if (!file.isFile() || CACHE.test(path)) continue;
      seen.push([path, await readFile(join(home, path)).catch(() => '')]);
    }
    deepEqual(await readdir(temporary), []);
    for (const record of await readdir(records)) {
      const content = await readFile(join(records, record));
      await rm(join(records, record));
      seen.push([record, content]);
      // Nothing of a sign-in is left over in the core when a command ends.
      if (record.startsWith('memory')) {
        deepEqual(secrets.piecesIn(`the memory of ${line}`, content), []);
      }
    }
    return Number(code);
  };
  return { sandbox, secrets, home, environment, seen, run };
}

function isClean({ seen, secrets }: Machine): void {
  deepEqual([...new Set(seen.flatMap(([place, content]) => secrets.in(place, content)))], []);
}

const linux = { skip: process.platform !== 'linux' && 'There is no /proc here.', timeout: 240_000 };

test('through a sign-in, all that it is for, and the sign-out', linux, async (t) => {
  const here = await machine(t);
  const { run, seen, secrets } = here;
  for (const debug of ['', ' --debug']) {
    equal(await run(`sso login --sso-session work${debug}`), 0);
    equal(await run(`sso status${debug}`), 0);
    equal(await run(`sso list-accounts --profile demo${debug}`), 0);
    equal(await run(`sts get-caller-identity --profile demo${debug}`), 0);
    const printsSecrets = { printsSecrets: true };
    equal(await run(`configure export-credentials --profile demo${debug}`, printsSecrets), 0);
    await run(`doctor${debug}`);
    equal(await run(`sso logout${debug}`), 0);
    equal(await run(`sso login --sso-session work --use-device-code${debug}`), 0);
    equal(await run(`sts get-caller-identity --profile demo${debug}`), 0);
    equal(await run(`sso logout${debug}`), 0);
  }
  const kinds = new Set(secrets.values());
  for (const kind of ['accessToken', 'refreshToken', 'clientSecret', 'code', 'codeVerifier']) {
    ok(kinds.has(kind), kind);
  }
  ok(kinds.has('deviceCode') && kinds.has('secretAccessKey') && kinds.has('sessionToken'));
  ok(seen.some(([place]) => place.startsWith('browser')));
  ok(seen.some(([place]) => place.startsWith('memory')));
  isClean(here);
  t.diagnostic(`${secrets.size} secrets are in none of ${seen.length} places`);
});

test('when what the services answer is wrong', linux, async (t) => {
  const here = await machine(t);
  const { run, sandbox } = here;
  equal(await run('sso login --sso-session work'), 0);
  const faults: readonly Fault[] = [
    { operation: 'ListAccounts', answer: { kind: 'html' } },
    { operation: 'GetRoleCredentials', answer: { kind: 'truncate' } },
    { operation: 'CreateToken', answer: { kind: 'refuse', code: 'InvalidGrantException' } },
  ];
  let failed = 0;
  for (const fault of faults) {
    sandbox.inject({ ...fault, times: Infinity });
    for (const line of [
      'sts get-caller-identity --profile demo --debug',
      'sso list-accounts --profile demo --debug',
      'sso login --sso-session work --debug',
    ]) {
      if ((await run(line)) !== 0) failed += 1;
    }
  }
  ok(failed >= 4, `${failed} failed`);
  isClean(here);
});

const atTerminal = { ...linux, skip: linux.skip || noPseudoTerminal };

test('on a terminal', atTerminal, async (t) => {
  const here = await machine(t);
  for (const line of [
    ['sso', 'login', '--sso-session', 'work', '--debug'],
    ['sts', 'get-caller-identity', '--profile', 'demo', '--debug'],
    ['sso', 'logout', '--debug'],
  ]) {
    const terminal = openPseudoTerminal(t, shellLine(COMMAND, ...line), here.environment);
    equal(await terminal.ended, 0, terminal.screen());
    here.seen.push([line.join(' '), terminal.screen()]);
  }
  ok(here.secrets.size >= 6);
  isClean(here);
});
