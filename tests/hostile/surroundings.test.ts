// Disks, folders, links and modes that are not as they should be: each ends in the right result, or in a coded error with a
// next step, and what was there stays whole.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromProfile, isIdentityCenterError } from 'aws-sso-wasm/node';
import { temporaryFolder } from '../node/temporary_folder.js';
import { configText, type WatchedHome, watchedHome } from './watched_home.js';

const run = promisify(execFile);
const OURS = fileURLToPath(new URL('../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const FEW_FILES = fileURLToPath(new URL('children/few_files.js', import.meta.url));
/** Every use refreshes: four minutes are within the refresh window. */
const SHORT = { lifetimes: { accessToken: 240, roleCredentials: 60 } } as const;

/** Runs our command; what it printed and how it ended. */
async function ours(
  home: WatchedHome,
  ...words: readonly string[]
): Promise<{ readonly status: unknown; readonly stderr: string }> {
  try {
    const { stderr } = await run(OURS, words, { env: home.environment, cwd: home.folder });
    return { status: 0, stderr };
  } catch (cause) {
    const { code, stderr } = Object(cause) as { code: unknown; stderr: string };
    return { status: code, stderr };
  }
}

async function accessKey(home: WatchedHome): Promise<string> {
  return (await fromProfile('demo', { environment: home.environment })()).accessKeyId;
}

/** Whether this is a coded error that says what to do. */
function isHelpful(error: unknown, sentence: RegExp): boolean {
  ok(isIdentityCenterError(error, 'ERR_STORE'), String(error));
  match(error.message, sentence);
  ok(error.help);
  return true;
}

/** Fails if a write left anything behind. */
async function nothingIsLeft(home: WatchedHome): Promise<void> {
  const names = await readdir(home.path('.aws/'), { recursive: true });
  deepEqual(
    names.filter((name) => /\.lock|\.tmp$/.test(name)),
    [],
  );
}

/** A file system of its own, where this machine lets us have one. */
async function fileSystem(t: TestContext, size: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-sso-wasm-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    await rm(folder, { recursive: true });
    t.skip('Only root may mount a file system.');
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', ['--lazy', folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Takes all the space that is left. */
async function fill(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, 'ballast'), new Uint8Array(bavail * bsize));
}

test('on a full disk nothing that was there is lost', async (t) => {
  const folder = await fileSystem(t, '256k');
  if (folder === undefined) return;
  const home = await watchedHome(t, { folder, ...SHORT });
  await home.signIn();
  const before = await home.text(home.tokenFile);
  await fill(folder);
  const edit = await ours(home, 'configure', 'set', 'region', 'eu-west-1', '--profile', 'demo');
  match(edit.stderr, /no space is left on the disk/);
  ok(edit.status !== 0);
  equal(await home.text('.aws/config'), configText(home.sandbox));
  await rejects(home.signIn(), (error) => isHelpful(error, /no space is left on the disk/));
  equal(await home.text(home.tokenFile), before);
  await accessKey(home).catch((error: unknown) => isHelpful(error, /no space/));
  equal(await home.text(home.tokenFile), before);
  await nothingIsLeft(home);
  await rm(join(folder, 'ballast'));
  await home.signIn();
  match(await accessKey(home), /^ASIA/);
});

test('on a disk that is mounted read-only what is cached serves, and writes are told', async (t) => {
  const folder = await fileSystem(t, '256k');
  if (folder === undefined) return;
  const home = await watchedHome(t, { folder });
  await home.signIn();
  const before = await home.text(home.tokenFile);
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  match(await accessKey(home), /^ASIA/);
  await rejects(home.signIn(), (error) => isHelpful(error, /the file system is read-only/));
  const edit = await ours(home, 'configure', 'set', 'region', 'eu-west-1', '--profile', 'demo');
  match(edit.stderr, /the file system is read-only/);
  execFileSync('mount', ['-o', 'remount,rw', folder]);
  equal(await home.text(home.tokenFile), before);
  equal(await home.text('.aws/config'), configText(home.sandbox));
  await nothingIsLeft(home);
});

test('who may open no more files is told so, and goes on when he may', async (t) => {
  const document = join(await temporaryFolder(t), 'config');
  await writeFile(document, 'old');
  const command = 'ulimit -n 64; exec "$0" "$@"';
  const { stdout } = await run('sh', ['-c', command, process.execPath, FEW_FILES, document]);
  const failures = JSON.parse(stdout) as Record<string, string>[];
  deepEqual(
    failures.map(({ code }) => code),
    ['ERR_STORE', 'ERR_STORE'],
  );
  for (const { message, help } of failures) {
    match(message ?? '', /too many files are open/);
    ok(help);
  }
  equal(await readFile(document, 'utf8'), 'new');
  deepEqual(await readdir(join(document, '..')), ['config']);
});

test('a linked ~/.aws is followed', async (t) => {
  const home = await watchedHome(t, SHORT);
  await rename(home.path('.aws'), home.path('dotfiles'));
  await symlink('dotfiles', home.path('.aws'));
  await home.signIn();
  match(await accessKey(home), /^ASIA/);
  equal((await ours(home, 'configure', 'set', 'region', 'eu-west-1')).status, 0);
  ok(await home.isLive(Object(JSON.parse(await home.text(home.tokenFile)))['refreshToken']));
  match(await home.text('dotfiles/config'), /eu-west-1/);
  await nothingIsLeft(home);
});

test('a cache folder whose link leads nowhere, or in a circle, is told', async (t) => {
  for (const to of ['nowhere/cache', 'sso']) {
    const home = await watchedHome(t);
    await symlink(to, home.path('.aws/sso'));
    await rejects(home.signIn(), (error) => isHelpful(error, /could not be (locked|read|written)/));
    deepEqual((await readdir(home.path('.aws'))).sort(), ['config', 'sso']);
  }
});

test('a token file that is a hard link leaves the other name as it was', async (t) => {
  const home = await watchedHome(t, SHORT);
  await home.signIn();
  const before = await home.text(home.tokenFile);
  await link(home.path(home.tokenFile), home.path('copy.json'));
  match(await accessKey(home), /^ASIA/);
  ok((await home.text(home.tokenFile)) !== before);
  equal(await home.text('copy.json'), before);
});

test('a token file that everybody may read stays one, and a folder keeps its group', async (t) => {
  const home = await watchedHome(t, SHORT);
  await home.signIn();
  await chmod(home.path(home.tokenFile), 0o644);
  await chmod(home.path('.aws/sso/cache'), 0o2770);
  match(await accessKey(home), /^ASIA/);
  equal((await stat(home.path(home.tokenFile))).mode & 0o7777, 0o644);
  equal((await stat(home.path('.aws/sso/cache'))).mode & 0o7777, 0o2770);
});

test('a home that is not there yet is made, for its owner only', async (t) => {
  const home = await watchedHome(t, { folder: join(await temporaryFolder(t), 'new/home') });
  const config = await home.text('.aws/config');
  await rm(join(home.folder, '..'), { recursive: true });
  const environment = { ...home.environment, AWS_CONFIG_FILE: join(home.folder, '../../config') };
  await writeFile(environment.AWS_CONFIG_FILE, config);
  const { sessionFromConfig, signIn } = await import('aws-sso-wasm/node');
  const session = await sessionFromConfig({ ssoSession: 'work' }, { environment });
  await signIn(session, { openUrl: async (url) => void (await (await fetch(url)).text()) });
  match(await home.text(home.tokenFile), /accessToken/);
  equal((await stat(home.folder)).mode & 0o777, 0o700);
});

test('a home that is told relative to the working folder is found there', async (t) => {
  const home = await watchedHome(t);
  await home.signIn();
  const { stdout } = await run(OURS, ['configure', 'export-credentials', '--profile', 'demo'], {
    env: { ...home.environment, HOME: '.' },
    cwd: home.folder,
  });
  match(stdout, /ASIA/);
  ok((await readdir(home.path('.aws/cli/cache'))).length > 0);
});

test('a file where ~/.aws belongs is told, and stays', async (t) => {
  const home = await watchedHome(t);
  await rm(home.path('.aws'), { recursive: true });
  await writeFile(home.path('.aws'), 'mine');
  const edit = await ours(home, 'configure', 'set', 'region', 'eu-west-1');
  ok(edit.status !== 0);
  match(edit.stderr, /a part of its path is not a folder/);
  equal(await home.text('.aws'), 'mine');
});
