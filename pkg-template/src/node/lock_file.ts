// A lock file: made by one process only, signed with a nonce, removed without ever removing somebody else's.
//
// All calls are synchronous: what must not be interrupted is not, and a lock can be let go of while the process exits.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { systemCode } from './file_error.js';
import { type ProcessIdentity, thisProcess } from './process_identity.js';
import { randomHex } from './random.js';

const LOCK = '.lock';
const CLAIM = '.break.';

/** What a lock file looked like at one moment. */
export interface LockSighting {
  /** The nonce of whoever made it; something else that is unique if it holds none. */
  readonly id: string;
  /** Changes whenever the owner touches the file. */
  readonly touched: bigint;
  /** Who made it, if the file says so. */
  readonly owner: ProcessIdentity | undefined;
}

/** The lock file of a document. */
export function lockPathOf(document: string): string {
  return document + LOCK;
}

/** Whether a file of that name belongs to a lock. */
export function isLockFile(name: string): boolean {
  return /\.lock(\.break\.([0-9a-f]{32}|i\d+))*$/.test(name);
}

/** Whether a file of that name claims the removal of a lock. */
export function isClaimFile(name: string): boolean {
  return isLockFile(name) && name.includes(CLAIM);
}

/** Makes the lock file, and gives its nonce; `undefined` if there is one already. */
export function createLockFile(path: string): string | undefined {
  const nonce = randomHex(16);
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined;
    throw error;
  }
  try {
    writeFileSync(file, JSON.stringify({ nonce, ...thisProcess() }));
  } catch (error) {
    // A full disk: a lock that says nothing would keep everybody waiting.
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return nonce;
}

/** Looks at the lock file; `undefined` if there is none. */
export function readLockFile(path: string): LockSighting | undefined {
  let file: number;
  try {
    // Opened each time: only so does NFS ask its server how the file looks now.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { ino, mtimeNs } = fstatSync(file, { bigint: true });
    const record = parse(readFileSync(file, 'utf8'));
    return { id: record?.nonce ?? `i${ino}`, touched: mtimeNs, owner: record };
  } finally {
    closeSync(file);
  }
}

/** Shows that the owner lives; `false` if the lock is not this owner's any more. */
export function touchLockFile(path: string, nonce: string): boolean {
  if (readLockFile(path)?.id !== nonce) return false;
  const now = new Date();
  utimesSync(path, now, now);
  return true;
}

/**
 * Removes the lock file if it still is the one with that id. `isDead` judges who else is about to remove it.
 *
 * INVARIANT: a lock file is removed only by the one process that made the claim file named after its id. So between
 * the look at the id and the removal nobody can have put a new lock in its place, however many processes find the
 * same lock dead.
 */
export function removeLockFile(
  path: string,
  id: string,
  isDead: (path: string, seen: LockSighting) => boolean,
): void {
  const claim = path + CLAIM + id;
  const mine = createLockFile(claim);
  if (mine === undefined) {
    const other = readLockFile(claim);
    if (other !== undefined && isDead(claim, other)) removeLockFile(claim, other.id, isDead);
    return;
  }
  try {
    unlinkIf(path, id);
  } finally {
    unlinkIf(claim, mine);
  }
}

/** Removes the owner's own lock file. */
export function releaseLockFile(path: string, nonce: string): void {
  try {
    removeLockFile(path, nonce, () => false);
  } catch {
    // On a full disk no claim can be made. An owner that lives is not being replaced, so that none is needed.
    unlinkIf(path, nonce);
  }
}

function unlinkIf(path: string, id: string): void {
  if (readLockFile(path)?.id === id) unlinkSync(path);
}

function parse(text: string): (ProcessIdentity & { readonly nonce: string }) | undefined {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    // Its maker has not written it yet, or died before; or it is not ours at all.
    return undefined;
  }
  if (typeof record !== 'object' || record === null) return undefined;
  const { nonce, pid, machine, start } = { nonce: '', pid: 0, machine: '', start: '', ...record };
  const isOurs =
    typeof nonce === 'string' &&
    /^[0-9a-f]{32}$/.test(nonce) &&
    Number.isSafeInteger(pid) &&
    pid > 0 &&
    typeof machine === 'string' &&
    typeof start === 'string';
  return isOurs ? { nonce, pid, machine, start } : undefined;
}
