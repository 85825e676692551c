// Fifty processes at once in one home, some of them programs of others: all get what they came for, and nothing is lost.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromProfile } from 'aws-sso-wasm/node';
import { seeded } from './random.js';
import {
  clientOf,
  configText,
  credentialsOf,
  type WatchedHome,
  watchedHome,
} from './watched_home.js';

const OURS = fileURLToPath(new URL('../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const CHILDREN = new URL('../clients/children/', import.meta.url);
const BOTO3 =
  "import boto3; print(boto3.Session(profile_name='demo').client('sts').get_caller_identity()['Arn'])";
const IDENTITY = ['sts', 'get-caller-identity', '--profile', 'demo', '--output', 'json'];

/** Opens the page and follows where it leads; the sandbox allows everything by itself. */
const BROWSER = '#!/usr/bin/env node\nawait fetch(process.argv[2]);\n';

/** A program with its arguments. */
interface Task {
  readonly name: string;
  readonly command: readonly string[];
}

/** What became of one process. */
interface End {
  readonly name: string;
  readonly status: number | NodeJS.Signals | null;
  readonly stderr: string;
}

function ours(...words: readonly string[]): Task {
  return { name: words.slice(0, 2).join(' '), command: [OURS, ...words] };
}

function child(name: string): Task {
  const script = fileURLToPath(new URL(`${name}.js`, CHILDREN));
  return { name, command: [process.execPath, script, 'demo'] };
}

function programsOfOthers(t: TestContext): readonly Task[] {
  const { CLIENT_AWS_PYPI: aws, CLIENT_PYTHON: python } = process.env;
  if (aws === undefined || python === undefined) {
    t.diagnostic('SKIPPED: the AWS CLI and boto3, which `cargo xtask test` installs.');
    return [];
  }
  return [
    { name: 'the AWS CLI', command: [aws, ...IDENTITY] },
    { name: 'boto3', command: [python, '-c', BOTO3] },
  ];
}

function repeat(times: number, task: Task): readonly Task[] {
  return Array.from({ length: times }, () => task);
}

/** Starts them all at once, in an order that the seed decides. */
async function crowd(t: TestContext, home: WatchedHome, tasks: readonly Task[]): Promise<End[]> {
  const { seed, bytes } = seeded();
  t.diagnostic(`${tasks.length} processes; HOSTILE_SEED=${seed} starts them in the same order.`);
  const order = tasks.map((task) => ({ task, place: bytes(4).readUInt32LE() }));
  order.sort((one, other) => one.place - other.place);
  const env = { ...home.environment, BROWSER: home.path('browser.mjs'), AWS_MAX_ATTEMPTS: '3' };
  const ends = order.map(async ({ task: { name, command } }): Promise<End> => {
    const [program = '', ...words] = command;
    const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
    const process = spawn(program, words, { env, cwd: home.folder, stdio });
    let stderr = '';
    process.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const status = await new Promise<End['status']>((resolve, reject) => {
      process.on('error', reject).on('close', (code, signal) => resolve(signal ?? code));
    });
    return { name, status, stderr };
  });
  return Promise.all(ends);
}

/** Fails unless the folders hold documents alone: no lock, no claim of one, nothing half-written. */
async function nothingIsLeft(home: WatchedHome): Promise<void> {
  for (const folder of ['.aws', '.aws/sso/cache', '.aws/cli/cache']) {
    const names = await readdir(home.path(folder)).catch(() => []);
    const left = names.filter((name) => /\.lock|\.tmp$/.test(name));
    deepEqual(left, [], folder);
  }
}

/** Fails unless every cached document parses, and holds tokens, a client or role credentials that were issued. */
async function allIssued(home: WatchedHome): Promise<number> {
  let files = 0;
  for (const folder of ['.aws/sso/cache', '.aws/cli/cache']) {
    for (const name of await readdir(home.path(folder)).catch(() => [])) {
      if (!name.endsWith('.json')) continue;
      const held = Object(JSON.parse(await readFile(join(home.path(folder), name), 'utf8')));
      const { AccessKeyId, SecretAccessKey, SessionToken } = Object(held.Credentials);
      ok(
        'accessToken' in held
          ? home.issued.has(held.accessToken)
          : home.others.has(
              'Credentials' in held
                ? credentialsOf(AccessKeyId, SecretAccessKey, SessionToken)
                : clientOf(held),
            ),
        `${folder}/${name} holds what was never issued.`,
      );
      files += 1;
    }
  }
  return files;
}

/** Fails unless the file holds tokens that were issued together; gives the refresh token. */
function together(home: WatchedHome, text: string): string {
  const { accessToken, refreshToken } = Object(JSON.parse(text)) as Record<string, string>;
  const issue = home.issued.get(accessToken ?? '');
  ok(issue, 'The access token was never issued.');
  equal(refreshToken, issue.refreshToken, 'The tokens do not belong together.');
  return refreshToken ?? '';
}

async function crowdedHome(t: TestContext): Promise<WatchedHome> {
  // Four minutes are within everybody's refresh window, and role credentials of one within everybody's too.
  const home = await watchedHome(t, { lifetimes: { accessToken: 240, roleCredentials: 60 } });
  await writeFile(home.path('browser.mjs'), BROWSER, { mode: 0o700 });
  await home.signIn();
  return home;
}

function edits(count: number): readonly Task[] {
  return Array.from({ length: count }, (_, index) =>
    ours('configure', 'set', 'region', `eu-west-${index}`, '--profile', `edited-${index}`),
  );
}

/** Fails unless the config file is what it was, with every edit once. */
async function holdsEdits(home: WatchedHome, count: number): Promise<void> {
  const text = await home.text('.aws/config');
  const before = configText(home.sandbox);
  equal(text.slice(0, before.length), before);
  const sections = text
    .slice(before.length)
    .match(/\[profile edited-\d+\]\nregion = eu-west-\d+\n/g);
  const expected = edits(count).map((_, it) => `[profile edited-${it}]\nregion = eu-west-${it}\n`);
  deepEqual(sections?.sort(), [...expected].sort());
  equal(text.replace(/\[profile edited-\d+\]\nregion = eu-west-\d+\n/g, '').trim(), before.trim());
}

test('fifty that refresh and edit at once lose no edit and no refresh token', async (t) => {
  const home = await crowdedHome(t);
  const others = [child('sdk_credentials'), child('sdk_token'), ...programsOfOthers(t)];
  const tasks = [
    ...repeat(16, ours('configure', 'export-credentials', '--profile', 'demo')),
    ...repeat(10, child('library_credentials')),
    ...others.flatMap((task) => repeat(3, task)),
    ...edits(12),
  ];
  const ends = await crowd(t, home, tasks);
  const isTheirs = ({ name }: End): boolean => others.some((task) => task.name === name);
  deepEqual(
    ends.filter((end) => !isTheirs(end) && end.status !== 0),
    [],
  );
  const failures = ends.filter((end) => isTheirs(end) && end.status !== 0);
  for (const { name, stderr } of failures) t.diagnostic(`${name}: ${stderr.trim().slice(-200)}`);
  await holdsEdits(home, 12);
  const files = await allIssued(home);
  const refreshToken = together(home, await home.text(home.tokenFile));
  ok(await home.isLive(refreshToken), 'The refresh token is spent.');
  await nothingIsLeft(home);
  t.diagnostic(
    `${tasks.length} processes, ${home.issued.size - 1} refreshes, ${failures.length} failures of others, ` +
      `${files} files as they were issued, 0 edits and 0 refresh tokens lost`,
  );
});

test('fifty that also sign in and out leave a home that works', async (t) => {
  const home = await crowdedHome(t);
  const others = [child('sdk_credentials'), ...programsOfOthers(t)];
  const tasks = [
    ...repeat(10, ours('sso', 'login', '--sso-session', 'work')),
    ...repeat(6, ours('sso', 'logout')),
    ...repeat(10, ours('configure', 'export-credentials', '--profile', 'demo')),
    ...repeat(7, child('library_credentials')),
    ...others.flatMap((task) => repeat(3, task)),
    ...edits(8),
  ];
  const ends = await crowd(t, home, tasks);
  for (const { name, status, stderr } of ends) {
    if (others.some((task) => task.name === name) || status === 0) continue;
    // Who comes after a sign-out is told so, and nothing else goes wrong.
    ok(
      ['configure export-credentials', 'library_credentials'].includes(name),
      `${name}: ${stderr}`,
    );
    match(stderr, /sso login|ERR_SIGN_IN_REQUIRED/, name);
  }
  await holdsEdits(home, 8);
  await allIssued(home);
  const text = await home.text(home.tokenFile).catch(() => undefined);
  if (text !== undefined) together(home, text);
  await nothingIsLeft(home);
  const refused = ends.filter(({ status }) => status !== 0).length;
  await home.signIn();
  match((await fromProfile('demo', { environment: home.environment })()).accessKeyId, /^ASIA/);
  ok(await home.isLive(together(home, await home.text(home.tokenFile))));
  t.diagnostic(`${tasks.length} processes, ${refused} of them told to sign in, 0 edits lost`);
});
