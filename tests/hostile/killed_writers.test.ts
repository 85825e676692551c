// Writers ended with SIGKILL: at every call that changes a file, at the system calls that strace saw them make, and at any
// moment. After each the files are what somebody wrote, nobody waits long for a dead process, and nothing of it stays.
//
// HOSTILE_KILL_ROUNDS (1) is how often every boundary is met; HOSTILE_KILL_SYSCALLS (320) and HOSTILE_KILL_MOMENTS (420) are the
// kills by strace and at any moment; HOSTILE_SEED repeats their choice.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Aftermath } from './aftermath.js';
import { inLanes } from './lanes.js';
import { seeded } from './random.js';
import { ONE_THREAD, straceRefuses, type SystemCall, traced } from './system_calls.js';
import { tries } from './tries.js';
import { type WatchedHome, watchedHome } from './watched_home.js';
import { prepare, type Writer, WRITERS } from './writers.js';

const DIE_AT = pathToFileURL(fileURLToPath(new URL('children/die_at.js', import.meta.url))).href;
/** How many run, and are looked at, at once. */
const LANES = 12;

const ROUNDS = tries('HOSTILE_KILL_ROUNDS', 1);
const MOMENTS = tries('HOSTILE_KILL_MOMENTS', 420);
const SYSCALLS = tries('HOSTILE_KILL_SYSCALLS', 320);

const { seed: SEED, bytes } = seeded();
const draw = (): number => bytes(4).readUInt32LE() / 2 ** 32;

/** One writer, and how it is to end. */
interface Attempt {
  readonly writer: Writer;
  /** The kind of boundary, for the count. */
  readonly kind: string;
  /** Which boundary exactly. */
  readonly where: string;
  /** Runs the writer; by which signal it ended. */
  run(home: WatchedHome): Promise<string>;
}

const totals = { runs: 0, kills: 0, windows: 0, longestWait: 0 };
const killsByKind = new Map<string, number>();

after(() => {
  const byKind = [...killsByKind].sort().map(([kind, times]) => `${kind} ${times}`);
  console.log(
    `${totals.kills} kills in ${totals.runs} runs (seed ${SEED}): 0 files torn, 0 live refresh tokens thrown away, 0 leftovers; ` +
      `${totals.windows} ended between the answer of a refresh and its file; the longest wait for a dead owner's lock ` +
      `${Math.round(totals.longestWait)} ms.\n${byKind.join(', ')}`,
  );
});

test('killed before, within and after every call that changes a file', async (t) => {
  const boundaries = await ofEach(t, async (home, writer) => {
    const calls = await notedCalls(home, writer);
    ok(calls.length > 5, calls.join());
    return calls.flatMap((call, index) => {
      const hows = call.startsWith('writeFile') ? ['before', 'half', 'after'] : ['before'];
      return hows.map((how): Attempt => ({
        writer,
        kind: `${how} ${call}`,
        where: `${how} ${index + 1} ${call}`,
        run: (there) => runDying(there, writer, { DIE_AT: String(index + 1), DIE_HOW: how }),
      }));
    });
  });
  await attemptAll(
    t,
    Array.from({ length: ROUNDS }, () => boundaries),
  );
});

test('no call that changes a file is forgotten by the test before', async (t) => {
  const why = straceRefuses();
  if (why !== undefined) return t.skip(why);
  await ofEach(t, async (home, writer) => {
    await prepare(home, writer);
    const note = home.path('calls');
    const variables = { DIE_BELOW: home.path('.aws'), DIE_NOTE: note };
    const calls = await traced(home, [`--import=${DIE_AT}`, ...writer.words], variables);
    const changes = calls.filter(({ changes }) => changes).map(({ name }) => name);
    const noted = (await readFile(note, 'utf8')).trim().split('\n').map(systemCallOf);
    await rm(note);
    deepEqual(comparable(changes), comparable(noted), writer.name);
    return [];
  });
  return undefined;
});

test('killed at the system calls that strace saw', async (t) => {
  const why = straceRefuses();
  if (why !== undefined) return t.skip(why);
  const attempts = await ofEach(t, async (home, writer) => {
    await prepare(home, writer);
    const calls = (await traced(home, writer.words)).filter(({ isFirst }) => isFirst);
    ok(calls.some(({ changes }) => changes));
    return calls.map((call): Attempt => ({
      writer,
      kind: `strace ${call.name}`,
      where: `strace ${call.name} ${call.ordinal}`,
      run: (there) => runTraced(there, writer, call),
    }));
  });
  t.diagnostic(`${attempts.length} calls below ~/.aws can be told by strace.`);
  await attemptAll(t, [some(attempts, SYSCALLS)]);
  return undefined;
});

test('killed at any moment', async (t) => {
  const durations = new Map<Writer, number>();
  await ofEach(t, async (home, writer) => {
    await prepare(home, writer);
    await runFor(home, writer, 60_000, durations);
    return [];
  });
  const attempts = Array.from({ length: MOMENTS }, (_, moment): Attempt => {
    const writer = WRITERS[Math.floor(draw() * WRITERS.length)];
    ok(writer);
    const part = 0.2 + 0.9 * draw();
    return {
      writer,
      kind: 'at any moment',
      where: `moment ${moment}`,
      run: (home) => runFor(home, writer, part * (durations.get(writer) ?? 400), durations),
    };
  });
  await attemptAll(t, [attempts]);
});

async function attemptAll(t: TestContext, rounds: readonly (readonly Attempt[])[]): Promise<void> {
  await inLanes(LANES, rounds.flat(), () => {
    const homes = new Map<string, ReturnType<typeof scene>>();
    return async ({ writer, kind, where, run }) => {
      const { refreshTokens, name } = writer;
      if (!homes.has(refreshTokens)) homes.set(refreshTokens, scene(t, writer));
      const { home, aftermath } = (await homes.get(refreshTokens)) ?? (await scene(t, writer));
      await prepare(home, writer);
      const before = await aftermath.look();
      const signal = await run(home);
      totals.runs += 1;
      if (signal === 'SIGKILL') {
        totals.kills += 1;
        killsByKind.set(kind, (killsByKind.get(kind) ?? 0) + 1);
      }
      await aftermath.check(before, `${name}, ${where}, seed ${SEED}`);
      totals.windows += aftermath.windows;
      aftermath.windows = 0;
      totals.longestWait = Math.max(totals.longestWait, aftermath.longestWait);
    };
  });
}

/** What there is to try with each writer. */
async function ofEach(
  t: TestContext,
  look: (home: WatchedHome, writer: Writer) => Promise<readonly Attempt[]>,
): Promise<readonly Attempt[]> {
  const found = new Map<Writer, readonly Attempt[]>();
  await inLanes(3, WRITERS, () => async (writer) => {
    found.set(writer, await look((await scene(t, writer)).home, writer));
  });
  return WRITERS.flatMap((writer) => found.get(writer) ?? []);
}

async function scene(
  t: TestContext,
  { refreshTokens }: Writer,
): Promise<{ home: WatchedHome; aftermath: Aftermath }> {
  // Ten minutes are within the time in which a token is renewed: each refresh is due.
  const home = await watchedHome(t, { refreshTokens, lifetimes: { accessToken: 600 } });
  return { home, aftermath: new Aftermath(home) };
}

/** So many of them, each as often as any other one, give or take one. */
function some(attempts: readonly Attempt[], count: number): readonly Attempt[] {
  const chosen: Attempt[] = [];
  while (chosen.length < count) {
    const shuffled = attempts.map((attempt) => ({ attempt, place: draw() }));
    shuffled.sort((one, other) => one.place - other.place);
    chosen.push(...shuffled.slice(0, count - chosen.length).map(({ attempt }) => attempt));
  }
  return chosen;
}

/** What calls the writer makes when nobody ends it. */
async function notedCalls(home: WatchedHome, writer: Writer): Promise<readonly string[]> {
  await prepare(home, writer);
  const note = home.path('calls');
  equal(await runDying(home, writer, { DIE_NOTE: note }), 'null');
  const calls = (await readFile(note, 'utf8')).trim().split('\n');
  await rm(note);
  return calls;
}

/** The system call behind a call of Node that `die_at.ts` noted. */
function systemCallOf(noted: string): string {
  const name = noted.replace(/(File)?(Sync)?$/, '');
  const others: Readonly<Record<string, string>> = {
    open: 'openat',
    sync: 'fsync',
    chmod: 'fchmod',
    chown: 'fchown',
    utimes: 'utimensat',
  };
  return others[name] ?? name;
}

/** One `mkdir` of Node may be several; a sign of life may come or not; what is closed has been changed before. */
function comparable(calls: readonly string[]): readonly string[] {
  return calls.filter(
    (name, index) =>
      !['utimensat', 'close'].includes(name) && !(name === 'mkdir' && calls[index - 1] === 'mkdir'),
  );
}

function runDying(
  home: WatchedHome,
  writer: Writer,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const words = [`--import=${DIE_AT}`, ...writer.words];
  return run(home, process.execPath, words, { DIE_BELOW: join(home.folder, '.aws'), ...variables });
}

function runTraced(home: WatchedHome, writer: Writer, call: SystemCall): Promise<string> {
  const { name, ordinal } = call;
  const inject = [`--trace=${name}`, `--inject=${name}:signal=SIGKILL:when=${ordinal}`];
  const options = ['-f', '-qqq', '-o', '/dev/null', ...inject];
  return run(home, 'strace', [...options, process.execPath, ...writer.words], ONE_THREAD);
}

/** Runs the writer, but not for longer than so many milliseconds; learns how long it takes. */
async function runFor(
  home: WatchedHome,
  writer: Writer,
  longest: number,
  durations: Map<Writer, number>,
): Promise<string> {
  const start = performance.now();
  const child = spawn(process.execPath, writer.words, { env: home.environment, stdio: 'ignore' });
  const stop = new AbortController();
  const ended = once(child, 'exit').finally(() => stop.abort());
  const { signal } = stop;
  await Promise.race([ended, pause(longest, undefined, { signal }).catch(() => undefined)]);
  child.kill('SIGKILL');
  const by = String((await ended)[1]);
  if (by === 'null') durations.set(writer, performance.now() - start);
  return by;
}

async function run(
  home: WatchedHome,
  program: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const env = { ...home.environment, ...variables };
  const child = spawn(program, words, { env, stdio: 'ignore' });
  return String((await once(child, 'exit'))[1]);
}
