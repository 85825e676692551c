// Replaces a file entirely or not at all: a temporary file beside it, flushed to the disk, renamed over it.

import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NOT_A_FILE, systemCode } from './file_error.js';
import { isClaimFile, isLockFile, readLockFile, removeLockFile } from './lock_file.js';
import { isAlive, machineTag, stateOf } from './process_identity.js';
import { randomHex } from './random.js';

const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;
const PERMISSION_BITS = 0o777;
const GROUP_BITS = 0o070;
/** As Linux has it (path_resolution(7)). */
const MAX_LINKS = 40;
/** How long Windows may keep an open file from being replaced. */
const BUSY_MILLISECONDS = 2000;
/** What is this old belongs to nobody who still needs it: a write takes milliseconds, and a claim less. */
const LEFTOVER_MILLISECONDS = 60_000;

/** The process that writes it, the machine that this runs on, and something unique. */
const TEMPORARY = /^\..+\.(\d+)\.([0-9a-f]{8})\.[0-9a-f]{16}\.tmp$/;

/** Whether a file of that name is a temporary file of a write, under way or broken off. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** The file behind the symbolic links that `path` may be; it need not exist. */
export async function followLinks(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    try {
      target = resolve(dirname(target), await readlink(target));
    } catch (error) {
      // Not a link, or nothing there: this is where the file is, or will be.
      if (['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN'].includes(systemCode(error))) return target;
      throw error;
    }
  }
  throw Object.assign(new Error('Too many symbolic links.'), { code: 'ELOOP' });
}

/** Makes the folder of `path`, readable by its owner only; an existing folder keeps its mode. */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: NEW_FOLDER_MODE });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    // Node says so, too, when something else keeps a folder above from being made: the step that fails tells it.
    await makeFolderOf(folder);
    await mkdir(folder, { recursive: true, mode: NEW_FOLDER_MODE });
  }
}

/**
 * Replaces `path`, or the file it links to. An existing file keeps its mode and, where the system allows, its
 * owner; a new one is 0600. `beforeRename` runs when all is ready and may still stop it by throwing.
 *
 * Rejects with the system's own error; then nothing has changed and nothing is left behind.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  beforeRename: () => void,
): Promise<void> {
  const target = await followLinks(path);
  await makeFolderOf(target);
  const existing = await statOf(target);
  if (existing !== undefined) {
    if (existing.isDirectory()) throw Object.assign(new Error('A folder.'), { code: 'EISDIR' });
    // Root could put a file in the place of /dev/null.
    if (!existing.isFile()) throw Object.assign(new Error('No file.'), { code: NOT_A_FILE });
    // A rename would replace a file that its owner has protected from writing.
    await access(target, constants.W_OK);
  }
  const temporary = temporaryOf(target);
  try {
    await writeNew(temporary, bytes, existing);
    beforeRename();
    await renameOver(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

/**
 * Removes what dead processes left in the folder, which was changed just now: temporary files, and locks with the claims on
 * them. What was left on this machine goes at once. Never fails.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const here = machineTag();
  // By the clock of the disk, which may be another machine's.
  const now = await modifiedAt(folder);
  // A claim before the lock that it stands in the way of: its name is the longer one.
  for (const name of names.sort((one, other) => other.length - one.length)) {
    const path = join(folder, name);
    if (isLockFile(name) && removeDeadLock(path)) continue;
    const [, pid, tag] = TEMPORARY.exec(name) ?? [];
    if (pid === undefined && !isClaimFile(name)) continue;
    // Elsewhere, in another container that shares the folder say, the process may be alive; here its number may have been given
    // to another one: then the age decides. Whose clock was set since is of another age, too.
    const isDead = tag === here && !isAlive(Number(pid));
    if (isDead || Math.abs(now - (await modifiedAt(path))) > LEFTOVER_MILLISECONDS) {
      await unlink(path).catch(() => undefined);
    }
  }
}

// An unlink would not do: whoever waits for the same lock may have removed it and made a new one.
function removeDeadLock(path: string): boolean {
  try {
    const seen = readLockFile(path);
    if (seen?.owner === undefined || stateOf(seen.owner) !== 'ended') return false;
    removeLockFile(path, seen.id, () => false);
    return true;
  } catch {
    return false;
  }
}

async function modifiedAt(path: string): Promise<number> {
  return (await statOf(path).catch(() => undefined))?.mtimeMs ?? NaN;
}

function temporaryOf(target: string): string {
  const maker = `${process.pid}.${machineTag()}`;
  return join(dirname(target), `.${basename(target)}.${maker}.${randomHex(8)}.tmp`);
}

async function writeNew(path: string, bytes: Uint8Array, like: Stats | undefined): Promise<void> {
  const file = await open(path, 'wx', NEW_FILE_MODE);
  try {
    if (like !== undefined) await copyOwnerAndMode(file, like);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function copyOwnerAndMode(file: FileHandle, like: Stats): Promise<void> {
  if (process.platform === 'win32') return;
  const { uid, gid } = await file.stat();
  // Only root may give a file away, and members may give it to their group.
  const sameGroup =
    (uid === like.uid && gid === like.gid) ||
    (await succeeds(file.chown(like.uid, like.gid))) ||
    (await succeeds(file.chown(uid, like.gid)));
  // The rights of a group must not pass to another group.
  const mode = like.mode & PERMISSION_BITS;
  await file.chmod(sameGroup ? mode : mode & ~GROUP_BITS);
}

async function succeeds(action: Promise<void>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}

async function renameOver(from: string, to: string): Promise<void> {
  const deadline = performance.now() + BUSY_MILLISECONDS;
  for (;;) {
    try {
      return await rename(from, to);
    } catch (error) {
      // Windows refuses while another program has the file open, which passes.
      const passes = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error));
      if (process.platform !== 'win32' || !passes || performance.now() > deadline) throw error;
      await pause(20);
    }
  }
}

// The rename survives a power cut only when the folder, too, is on the disk. Not every system can do that; the
// write holds without it.
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // See above.
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
