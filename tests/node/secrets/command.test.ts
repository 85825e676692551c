// The command shows no secret where none belongs: in what it prints, tells, starts, asks for, leaves behind and keeps in memory.

import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Fault, Sandbox } from 'aws-sso-wasm/sandbox';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';
import { noPseudoTerminal, openPseudoTerminal, shellLine } from '../pseudo_terminal.js';
import { sandboxHome } from '../sandbox_home.js';
import { temporaryFolder } from '../temporary_folder.js';

const COMMAND = fileURLToPath(new URL('../../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const KEEPER = new URL('../children/keep_memory.js', import.meta.url);

/** Notes how it was started, as anybody can see or as its owner can. */
const NOTES = (name: string): string => `#!/usr/bin/env node
const { writeFileSync, readFileSync } = require('node:fs');
const place = process.env.RECORDS + '/${name}-' + process.pid;
writeFileSync(place, readFileSync('/proc/self/cmdline') + readFileSync('/proc/self/environ'));
`;

/** Opens the page and follows where it leads. */
const BROWSER = `${NOTES('browser')} fetch(process.argv[2]);`;

/** Gives credentials that are not the sandbox's. */
const PROCESS = `${NOTES('process')} console.log(readFileSync(__filename + '.json', 'utf8'));`;

const PROCESS_CREDENTIALS = JSON.stringify({
  Version: 1,
  AccessKeyId: 'AKIAPROCESS',
  SecretAccessKey: crypto.randomUUID(),
  SessionToken: crypto.randomUUID(),
});

/** Files that secrets belong in. */
const CACHE = /^\.aws\/(sso|cli)\/cache\/[0-9a-f]{40}\.json$/;

/** Headers that a token belongs in. */
const BEARERS = ['authorization', 'x-amz-sso_bearer_token', 'x-amz-security-token'];

interface Machine {
  readonly sandbox: Sandbox;
  readonly secrets: IssuedSecrets;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that was to be seen, with the place where. */
  readonly seen: [place: string, content: string | Uint8Array][];
  /** Runs the command; its standard output is looked at unless it is meant to hold secrets. */
  run(line: string, options?: { readonly printsSecrets?: boolean }): Promise<number>;
}

async function machine(t: TestContext): Promise<Machine> {
  const secrets = new IssuedSecrets();
  const seen: Machine['seen'] = [];
  const records = await temporaryFolder(t);
  const temporary = await temporaryFolder(t);
  const programs = await temporaryFolder(t);
  // So little is left of a token that each use of it is a refresh.
  const options = { lifetimes: { accessToken: 600 } };
  const { sandbox, folder, ...home } = await sandboxHome(t, options, (fetch) => {
    const watched = secrets.watching(fetch);
    return (input, init) => {
      const request = new Request(input, init);
      seen.push([`the URL of a request`, request.url]);
      const others = [...request.headers].filter(([name]) => !BEARERS.includes(name));
      seen.push(['the headers of a request', JSON.stringify(others)]);
      return watched(request);
    };
  });
  await home.configure(
    '[profile process]',
    `credential_process = ${join(programs, 'process')}`,
    `region = ${sandbox.region}`,
  );
  await writeFile(join(programs, 'browser'), BROWSER, { mode: 0o700 });
  await writeFile(join(programs, 'process'), PROCESS, { mode: 0o700 });
  await writeFile(join(programs, 'process.json'), PROCESS_CREDENTIALS);
  secrets.note(null, PROCESS_CREDENTIALS);
  const environment = {
    ...home.environment,
    BROWSER: join(programs, 'browser'),
    RECORDS: records,
    TMPDIR: temporary,
    NODE_OPTIONS: `--import=${KEEPER.href}`,
  };

  const run: Machine['run'] = async (line, { printsSecrets = false } = {}) => {
    const child = spawn(COMMAND, line.split(' '), { env: environment });
    child.stdin.end();
    const ended = once(child, 'close');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await ended;
    if (!printsSecrets) seen.push([`stdout of ${line}`, out]);
    seen.push([`stderr of ${line}`, err]);
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name).slice(folder.length + 1);
      seen.push(['the name of a file', path]);
      if (!file.isFile() || CACHE.test(path)) continue;
      seen.push([path, await readFile(join(folder, path)).catch(() => '')]);
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
  return { sandbox, secrets, environment, seen, run };
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
    equal(await run(`configure export-credentials --profile process${debug}`, printsSecrets), 0);
    // AWS does not know the keys of that profile.
    notEqual(await run(`sts get-caller-identity --profile process${debug}`), 0);
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
  for (const name of ['browser', 'process', 'memory', 'report']) {
    ok(
      seen.some(([place]) => place.startsWith(`${name}-`)),
      name,
    );
  }
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
