// What a process asks of the kernel, as strace tells it.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import type { WatchedHome } from './watched_home.js';

/** One call that concerns a file below ~/.aws. */
export interface SystemCall {
  readonly name: string;
  /** Which one of this name it is in its thread, from 1: how strace counts. */
  readonly ordinal: number;
  /** Whether strace, told to wait for this ordinal in any thread, stops at this call and not at an earlier one. */
  readonly isFirst: boolean;
  /** Whether it can change what others see. */
  readonly changes: boolean;
}

/** What is known to change nothing; whatever else a writer may come to call counts as a change. */
const LOOKS =
  /^(statx|stat|lstat|fstat|newfstatat|statfs|fstatfs|readlink|access|faccessat2?|read|pread64|readv|lseek|getdents64|close|fcntl|dup3?)$/;
const OPENS_TO_READ = /^openat2?$/;
const WRITES = /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/;

/** Only one thread beside the first one, so that a call has the same ordinal each time. */
export const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

/** Why strace cannot be used here, if it cannot. */
export function straceRefuses(): string | undefined {
  try {
    execFileSync('strace', ['-qqq', '-o', '/dev/null', '/bin/true']);
    return undefined;
  } catch {
    return 'strace is missing or may not trace here.';
  }
}

/** The calls of one run of Node that concern files below ~/.aws, in their order. */
export async function traced(
  home: WatchedHome,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly SystemCall[]> {
  const trace = home.path('trace');
  const options = ['-f', '-y', '-qqq', '-s0', '-o', trace, '--trace=%file,%desc'];
  const child = spawn('strace', [...options, process.execPath, ...words], {
    env: { ...home.environment, ...ONE_THREAD, ...variables },
    stdio: 'ignore',
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}.`);
  const lines = (await readFile(trace, 'utf8')).split('\n');
  await rm(trace);
  return callsBelow(home.path('.aws'), lines);
}

function callsBelow(folder: string, lines: readonly string[]): readonly SystemCall[] {
  const counted = new Map<string, number>();
  const reached = new Map<string, number>();
  return lines.flatMap((line) => {
    const [, thread, name, words] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (thread === undefined || name === undefined || words === undefined) return [];
    const ordinal = (counted.get(`${thread} ${name}`) ?? 0) + 1;
    counted.set(`${thread} ${name}`, ordinal);
    const isFirst = ordinal > (reached.get(name) ?? 0);
    if (isFirst) reached.set(name, ordinal);
    if (!words.includes(folder)) return [];
    const changes = OPENS_TO_READ.test(name) ? WRITES.test(words) : !LOOKS.test(name);
    return [{ name, ordinal, isFirst, changes }];
  });
}
