// Whole documents as files, shared with the AWS CLI and the SDKs.
//
// What only a write or a list needs is loaded then: most processes just read.

import { type Dirent, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { Collection, StoreKey } from '../host.js';
import { fileError, systemCode } from './file_error.js';
import { type FileLocations, folderOf, isBareName, pathOf } from './files.js';

/** The largest document that is read: far above any real one, far below what would exhaust the memory. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Pauses before a half-written document is read again, in milliseconds. */
const HALF_WRITTEN_PAUSES = [5, 10, 20, 40, 80, 160];
/** A document that was written longer ago is not being written now: broken, not half-written. */
const SETTLED_MILLISECONDS = 5000;
/** What Python, and with it the AWS CLI, writes of a file at once. */
const PIECE_BYTES = 8192;

/** The store part of the Node host. */
export interface FileStore {
  read(key: StoreKey): Promise<Uint8Array | undefined>;
  /** `beforeReplacing` runs last before the old content goes, and stops the write by throwing. */
  write(key: StoreKey, bytes: Uint8Array, beforeReplacing?: () => void): Promise<void>;
  remove(key: StoreKey): Promise<boolean>;
  list(collection: Collection): Promise<readonly string[]>;
}

/** Keeps the documents at these locations, and pending sign-ins in memory. */
export function createFileStore(locations: FileLocations): FileStore {
  const pending = new Map<string, Uint8Array>();
  const swept = new Set<string>();
  // Where the file really is: a config that links elsewhere is replaced there.
  const sweep = async (path: string): Promise<void> => {
    const { followLinks, sweepLeftovers } = await import('./atomic_write.js');
    const folder = dirname(await followLinks(path).catch(() => path));
    if (swept.has(folder)) return;
    swept.add(folder);
    await sweepLeftovers(folder);
  };
  return {
    async read(key) {
      const path = pathOf(locations, key);
      if (path === undefined) return pending.get(key.name);
      const isJson = key.kind === 'sso-cache' || key.kind === 'cli-cache';
      return wrap('read', path, () => readSettled(path, isJson ? parses : isWholeConfig));
    },
    async write(key, bytes, beforeReplacing = () => undefined) {
      const path = pathOf(locations, key);
      if (path === undefined) {
        pending.set(key.name, bytes.slice());
        return;
      }
      await wrap('write', path, () => writeOnceMore(path, bytes, beforeReplacing));
      await sweep(path);
    },
    async remove(key) {
      const path = pathOf(locations, key);
      if (path === undefined) return pending.delete(key.name);
      const didExist = await wrap('remove', path, async () => {
        const { unlink } = await import('node:fs/promises');
        return existed(unlink(path));
      });
      // A sign-out must not leave behind the token that a killed process was about to write.
      await sweep(path);
      return didExist;
    },
    async list(collection) {
      const folder = folderOf(locations, collection);
      return wrap('list', folder, async () => {
        const { readdir } = await import('node:fs/promises');
        const entries = await readdir(folder, { withFileTypes: true }).catch(absent([]));
        const names = await Promise.all(
          entries.map(async (entry) => ((await isDocument(folder, entry)) ? [entry.name] : [])),
        );
        return names.flat().sort();
      });
    },
  };
}

async function wrap<T>(
  action: 'read' | 'write' | 'remove' | 'list',
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isIdentityCenterError(error) ? error : fileError(action, path, error);
  }
}

// The AWS CLI and some SDKs truncate a file and write it anew; who reads in between sees half of it, and an edit of that half
// would lose the rest for good. A file that was touched just now is given a moment; then what is there is what it holds.
async function readSettled(
  path: string,
  isWhole: (bytes: Uint8Array) => boolean,
): Promise<Uint8Array | undefined> {
  for (const milliseconds of HALF_WRITTEN_PAUSES) {
    const bytes = await readWhole(path);
    if (bytes === undefined || isWhole(bytes) || !isFresh(path)) return bytes;
    await pause(milliseconds);
  }
  return readWhole(path);
}

// At once: these are small files, and node:fs/promises alone takes 3 ms to load. What is no file (a pipe, say) may make its
// reader wait.
async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    const found = statSync(path);
    if (found.size > MAX_BYTES) throw tooLarge(path);
    if (found.isFile()) return readFileSync(path);
    return await readStream(path);
  } catch (error) {
    return absent(undefined)(error);
  }
}

// What is no regular file does not tell its size before it has been read.
async function readStream(path: string): Promise<Uint8Array> {
  const { createReadStream } = await import('node:fs');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge(path);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(path: string): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_STORE',
    `"${path}" could not be read: it is larger than 32 MiB.`,
    { help: `Look what "${path}" is; a file of the AWS tools is far smaller.` },
  );
}

/** Whether that is JSON, which no part of it is. */
function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Whether no part of a larger config looks like this: a small one is written in one piece, a large one ends with its line. */
function isWholeConfig(bytes: Uint8Array): boolean {
  return bytes.length >= PIECE_BYTES ? bytes.at(-1) === 0x0a : bytes.length > 0;
}

function isFresh(path: string): boolean {
  try {
    const found = statSync(path);
    // What is no file, such as a pipe, can be read once only.
    return found.isFile() && Math.abs(Date.now() - found.mtimeMs) < SETTLED_MILLISECONDS;
  } catch {
    return true;
  }
}

async function writeOnceMore(
  path: string,
  bytes: Uint8Array,
  beforeReplacing: () => void,
): Promise<void> {
  const { replaceFile } = await import('./atomic_write.js');
  try {
    await replaceFile(path, bytes, beforeReplacing);
  } catch (error) {
    // Somebody tidied the folder, or removed it, while the new file lay there.
    if (systemCode(error) !== 'ENOENT') throw error;
    await replaceFile(path, bytes, beforeReplacing);
  }
}

async function isDocument(folder: string, entry: Dirent): Promise<boolean> {
  const [{ isTemporary }, { isLockFile }] = await Promise.all([
    import('./atomic_write.js'),
    import('./lock_file.js'),
  ]);
  const { name } = entry;
  if (!isBareName(name) || isTemporary(name) || isLockFile(name)) return false;
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(join(folder, name)).isFile();
  } catch {
    // A link that leads nowhere.
    return false;
  }
}

async function existed(removal: Promise<void>): Promise<boolean> {
  try {
    await removal;
    return true;
  } catch (error) {
    return absent(false)(error);
  }
}

/** Answers "no such file" with `value`, and throws anything else again. */
function absent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return value;
    throw error;
  };
}
