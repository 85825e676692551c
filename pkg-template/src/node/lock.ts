// Locks between processes, without native code: who holds a document has made the lock file beside it, and touches
// it every second. A lock whose owner is gone is removed at once, one whose owner shows no life is removed within
// seconds.

import { setTimeout as pause } from 'node:timers/promises';
import { aborted, IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { Lock } from '../host.js';
import { followLinks, makeFolderOf } from './atomic_write.js';
import { fileError, systemCode } from './file_error.js';
import {
  createLockFile,
  lockPathOf,
  type LockSighting,
  readLockFile,
  releaseLockFile,
  removeLockFile,
  touchLockFile,
} from './lock_file.js';
import { stateOf } from './process_identity.js';

const HEARTBEAT_MILLISECONDS = 1000;
/** Between two looks no more than this counts as waited: the machine may have slept. */
const LONGEST_STEP_MILLISECONDS = 250;
/** How long Windows may keep a removed file's name occupied. */
const BUSY_MILLISECONDS = 2000;

/** How long an owner may show no life before its lock is removed, in milliseconds. */
export interface Patience {
  /** With an owner that cannot be seen from here, being on another machine or in another container. */
  readonly unknown: number;
  /** With an owner that runs, but is stopped or busy. */
  readonly running: number;
}

/** Five missed beats; for an owner that runs, longer than any exchange with a service takes. */
const PATIENCE: Patience = { unknown: 5000, running: 20_000 };

/** A lock, and the way to make sure that it still is held. */
export interface HeldLock extends Lock {
  /** Throws `ERR_STORE` if another process has taken the lock over, which a long stop of this process can lead to. */
  verify(): void;
}

/** The lock part of the Node host. */
export interface FileLocks {
  /** Waits for the lock on the document at `path`, until `signal` says otherwise. */
  acquire(path: string, signal?: AbortSignal): Promise<HeldLock>;
}

/** What this process holds, by all its hosts: of eleven listeners to its end Node would warn as of a leak. */
const held = new Set<HeldLock>();

function releaseAll(): void {
  for (const lock of held) lock.release();
}

/** Locks; `ownSignal` ends the waits that were given no signal of their own. */
export function createFileLocks(ownSignal: AbortSignal, patience = PATIENCE): FileLocks {
  const takeTurn = createTurns();

  const hold = (path: string, nonce: string, endTurn: () => void): HeldLock => {
    // A beat that fails is a sign of life less; the next one comes in a second.
    const heartbeat = setInterval(
      () => quietly(() => touchLockFile(path, nonce)),
      HEARTBEAT_MILLISECONDS,
    );
    heartbeat.unref();
    const lock: HeldLock = {
      verify: () => verifyLock(path, nonce),
      release() {
        if (!held.delete(lock)) return;
        clearInterval(heartbeat);
        if (held.size === 0) process.off('exit', releaseAll);
        // Who cannot remove it any more leaves a lock that shows no life.
        quietly(() => releaseLockFile(path, nonce));
        endTurn();
      },
    };
    if (held.size === 0) process.on('exit', releaseAll);
    held.add(lock);
    return lock;
  };

  return {
    async acquire(document, signal = ownSignal) {
      let endTurn: (() => void) | undefined;
      try {
        const target = await followLinks(document);
        await makeFolderOf(target);
        const path = lockPathOf(target);
        endTurn = await takeTurn(path, signal);
        return hold(path, await waitForFile(path, signal, patience), endTurn);
      } catch (error) {
        endTurn?.();
        throw isIdentityCenterError(error) ? error : fileError('lock', document, error);
      }
    },
  };
}

// Within one process nobody polls: each waits for the one before.
function createTurns(): (key: string, signal: AbortSignal) => Promise<() => void> {
  const lines = new Map<string, (() => void)[]>();
  return async (key, signal) => {
    const line = lines.get(key);
    if (line === undefined) lines.set(key, []);
    else await standIn(line, signal);
    return () => {
      const next = lines.get(key)?.shift();
      if (next === undefined) lines.delete(key);
      else next();
    };
  };
}

async function standIn(line: (() => void)[], signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw aborted(signal.reason);
  await new Promise<void>((resolve, reject) => {
    const go = (): void => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      line.splice(line.indexOf(go), 1);
      reject(aborted(signal.reason));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    line.push(go);
  });
}

async function waitForFile(path: string, signal: AbortSignal, patience: Patience): Promise<string> {
  const isDead = createObserver(patience);
  let busySince: number | undefined;
  for (let tries = 0; ; tries += 1) {
    if (signal.aborted) throw aborted(signal.reason);
    try {
      const seen = readLockFile(path);
      const nonce = seen === undefined ? createLockFile(path) : undefined;
      if (nonce !== undefined) return nonce;
      if (seen !== undefined && isDead(path, seen)) removeLockFile(path, seen.id, isDead);
      busySince = undefined;
    } catch (error) {
      busySince ??= performance.now();
      if (!isBusy(error) || performance.now() - busySince > BUSY_MILLISECONDS) throw error;
    }
    // All who wait must not ask in step.
    const longest = Math.min(10 + tries * 5, 50);
    await pause(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

// Judges whether the owner of a lock is dead. Only changes of the file and this process's own monotonic clock
// count, so that neither a clock that is set nor two clocks that differ can make a living owner look dead.
function createObserver(patience: Patience): (path: string, seen: LockSighting) => boolean {
  const last = new Map<string, { id: string; touched: bigint; at: number; unchanged: number }>();
  return (path, { id, touched, owner }) => {
    const state = owner === undefined ? 'unknown' : stateOf(owner);
    if (state === 'ended') return true;
    const at = performance.now();
    const before = last.get(path);
    const isSame = before?.id === id && before.touched === touched;
    const unchanged = isSame
      ? before.unchanged + Math.min(at - before.at, LONGEST_STEP_MILLISECONDS)
      : 0;
    last.set(path, { id, touched, at, unchanged });
    return unchanged > patience[state];
  };
}

function verifyLock(path: string, nonce: string): void {
  if (readLockFile(path)?.id === nonce) return;
  throw new IdentityCenterError(
    'ERR_STORE',
    `"${path}" is not held any more: this process was stopped for so long that another one took over.`,
    { help: 'Run the same command again; nothing was overwritten.' },
  );
}

// A file that is being removed keeps its name on Windows until the last program has closed it.
function isBusy(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error));
}

function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // Each caller says why that is well.
  }
}
