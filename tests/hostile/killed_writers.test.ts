// Writers ended with SIGKILL: at every call that changes a file, at every system call that strace can name, and at any moment.
// After each the files are what somebody wrote, nobody waits long for a dead process, and nothing of it stays.
//
// HOSTILE_KILL_ROUNDS (1) is how often every boundary is met; HOSTILE_KILL_MOMENTS (60) and HOSTILE_KILL_SYSCALLS (60) are the
// kills at any moment and by strace; HOSTILE_SEED repeats their choice.

import { equal, ok } from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Aftermath } from './aftermath.js';
import { seeded } from './random.js';
import { tries } from './tries.js';
import { type WatchedHome, watchedHome } from './watched_home.js';

const COMMAND = fileURLToPath(
  new URL('../../node_modules/aws-sso-wasm/cli/main.cjs', import.meta.url),
);
const CHANGE = fileURLToPath(new URL('children/change.js', import.meta.url));
const DIE_AT = pathToFileURL(fileURLToPath(new URL('children/die_at.js', import.meta.url))).href;

const ROUNDS = tries('HOSTILE_KILL_ROUNDS', 1);
const MOMENTS = tries('HOSTILE_KILL_MOMENTS', 60);
const SYSCALLS = tries('HOSTILE_KILL_SYSCALLS', 60);

const { seed: SEED, bytes } = seeded();
/** Two numbers below 1 for every kill by chance, drawn before tests that run side by side could mix them up. */
const draws = (kills: number): readonly (readonly [number, number])[] => {
  const draw = (): number => bytes(4).readUInt32LE() / 2 ** 32;
  return Array.from({ length: kills }, () => [draw(), draw()]);
};
const MOMENT_DRAWS = draws(MOMENTS);
const SYSCALL_DRAWS = draws(SYSCALLS);

/** What changes the files. */
interface Writer {
  readonly name: string;
  readonly words: readonly string[];
  /** Files to remove first, below the home. */
  readonly without?: (home: WatchedHome) => readonly string[];
  readonly refreshTokens?: 'rotate' | 'keep';
}

const toRegion = (region: string): readonly string[] => [
  COMMAND,
  ...['configure', 'set', 'region', region, '--profile', 'demo'],
];
const token = (home: WatchedHome): readonly string[] => [home.tokenFile];

const WRITERS: readonly Writer[] = [
  { name: 'a first sign-in', words: [CHANGE, 'sign-in'], without: () => ['.aws/sso', '.aws/cli'] },
  { name: 'a sign-in', words: [CHANGE, 'sign-in'] },
  { name: 'a sign-in with a device code', words: [CHANGE, 'device-code'], without: token },
  { name: 'a refresh', words: [CHANGE, 'refresh'] },
  { name: 'a refresh that keeps', words: [CHANGE, 'refresh'], refreshTokens: 'keep' },
  { name: 'role credentials', words: [CHANGE, 'role'], without: () => ['.aws/cli'] },
  { name: 'configure set', words: toRegion('eu-west-1') },
  {
    name: 'configure sso-session',
    words: [
      ...[COMMAND, 'configure', 'sso-session', '--sso-session', 'other'],
      ...['--sso-start-url', 'https://other.awsapps.com/start', '--sso-region', 'eu-west-1'],
      ...['--sso-registration-scopes', 'sso:account:access'],
    ],
  },
  { name: 'sso logout', words: [COMMAND, 'sso', 'logout'] },
];

const totals = { runs: 0, kills: 0, windows: 0, longestWait: 0 };
const killsByCall = new Map<string, number>();

after(() => {
  const byCall = [...killsByCall].sort().map(([call, times]) => `${call} ${times}`);
  console.log(
    `${totals.kills} kills in ${totals.runs} runs (seed ${SEED}): 0 files torn, 0 live refresh tokens thrown away, 0 leftovers; ` +
      `${totals.windows} ended between the answer of a refresh and its file; the longest wait for a dead owner's lock ` +
      `${Math.round(totals.longestWait)} ms.\n${byCall.join(', ')}`,
  );
});

// Eight at once: most of their time they wait for the locks of the dead.
describe('killed', { concurrency: 8 }, () => {
  for (const writer of WRITERS) {
    test(`${writer.name}: before, within and after every call that changes a file`, async (t) => {
      const { home, aftermath } = await scene(t, writer);
      const calls = await callsOf(home, writer);
      ok(calls.length > 5, calls.join());
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [index, call] of calls.entries()) {
          for (const how of call.startsWith('writeFile')
            ? ['before', 'half', 'after']
            : ['before']) {
            await prepare(home, writer);
            const before = await aftermath.look();
            const variables = { DIE_AT: String(index + 1), DIE_HOW: how };
            const signal = await run(home, [`--import=${DIE_AT}`, ...writer.words], variables);
            count(`${how} ${call}`, signal);
            await aftermath.check(before, `${writer.name}, ${how} ${index + 1} ${call}`);
          }
        }
      }
      learn(aftermath);
    });
  }

  test('any writer at any moment', async (t) => {
    const { home, aftermath } = await scene(t, {});
    for (const [moment, [which, when]] of MOMENT_DRAWS.entries()) {
      const writer = WRITERS[Math.floor(which * WRITERS.length)];
      if (writer === undefined || writer.refreshTokens === 'keep') continue;
      await prepare(home, writer);
      const before = await aftermath.look();
      const child = spawn(process.execPath, writer.words, {
        env: home.environment,
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await Promise.race([ended, pause(40 + when * 400)]);
      child.kill('SIGKILL');
      count('at any moment', String((await ended)[1]));
      await aftermath.check(before, `${writer.name}, seed ${SEED}, moment ${moment}`);
    }
    learn(aftermath);
  });

  test('any writer at the system calls of strace', async (t) => {
    const why = straceRefuses();
    if (why !== undefined) return t.skip(why);
    const { home, aftermath } = await scene(t, {});
    for (const [kill, [which, chance]] of SYSCALL_DRAWS.entries()) {
      const writer = WRITERS[Math.floor(which * WRITERS.length)];
      const [call, most] = SYSCALL_RANGES[kill % SYSCALL_RANGES.length] ?? ['rename', 1];
      if (writer === undefined || writer.refreshTokens === 'keep') continue;
      await prepare(home, writer);
      const before = await aftermath.look();
      const when = 1 + Math.floor(chance * most);
      const inject = [`--trace=${call}`, `--inject=${call}:signal=SIGKILL:when=${when}`];
      const words = ['-f', '-qqq', '-o', '/dev/null', ...inject, process.execPath, ...writer.words];
      const child = spawn('strace', words, { env: home.environment, stdio: 'ignore' });
      count(`strace ${call}`, String((await once(child, 'exit'))[1]));
      await aftermath.check(before, `${writer.name}, seed ${SEED}, strace ${call} ${when}`);
    }
    learn(aftermath);
    return undefined;
  });
});

/** The calls, with about as many as one thread of a writer makes. */
const SYSCALL_RANGES: readonly (readonly [string, number])[] = [
  ['rename', 1],
  ['fsync', 2],
  ['unlink', 3],
  ['mkdir', 1],
  ['fchmod', 1],
  ['openat', 60],
  ['write', 20],
  ['close', 40],
];

async function scene(
  t: TestContext,
  { refreshTokens = 'rotate' }: Partial<Writer>,
): Promise<{ home: WatchedHome; aftermath: Aftermath }> {
  // Ten minutes are within the time in which a token is renewed: each refresh is due.
  const home = await watchedHome(t, { refreshTokens, lifetimes: { accessToken: 600 } });
  return { home, aftermath: new Aftermath(home) };
}

/** Brings the home to where the writer has something to do. */
async function prepare(home: WatchedHome, writer: Writer): Promise<void> {
  const held = Object(
    await readFile(home.path(home.tokenFile), 'utf8').then(JSON.parse, () => ({})),
  );
  if (!home.issued.has(held['accessToken']) || home.isSpent(held['refreshToken']))
    await home.signIn();
  for (const name of writer.without?.(home) ?? []) {
    await rm(home.path(name), { recursive: true, force: true });
  }
  await home.restoreConfig();
}

/** What calls the writer makes when nobody ends it. */
async function callsOf(home: WatchedHome, writer: Writer): Promise<readonly string[]> {
  await prepare(home, writer);
  const note = home.path('calls');
  const signal = await run(home, [`--import=${DIE_AT}`, ...writer.words], { DIE_NOTE: note });
  equal(signal, 'null');
  const calls = (await readFile(note, 'utf8')).trim().split('\n');
  await rm(note);
  return calls;
}

async function run(
  home: WatchedHome,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const env = { ...home.environment, DIE_BELOW: join(home.folder, '.aws'), ...variables };
  const child = spawn(process.execPath, words, { env, stdio: 'ignore' });
  return String((await once(child, 'exit'))[1]);
}

function count(call: string, signal: string): void {
  totals.runs += 1;
  if (signal !== 'SIGKILL') return;
  totals.kills += 1;
  killsByCall.set(call, (killsByCall.get(call) ?? 0) + 1);
}

function learn({ windows, longestWait }: Aftermath): void {
  totals.windows += windows;
  totals.longestWait = Math.max(totals.longestWait, longestWait);
}

function straceRefuses(): string | undefined {
  try {
    execFileSync('strace', ['-qqq', '-o', '/dev/null', '/bin/true']);
    return undefined;
  } catch {
    return 'strace is missing or may not trace here.';
  }
}
