// Looks at the shared files, for `doctor`: what lies there, with which mode, whose it is.

import { constants } from 'node:fs';
import { access, lstat, readdir, readlink, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Collection, FileDiagnosis } from '../host.js';
import { followLinks, isTemporary } from './atomic_write.js';
import { type FileLocations, folderOf } from './files.js';
import { isLockFile } from './lock_file.js';

const PERMISSION_BITS = 0o7777;

/** Every shared file and folder, with what this program may have left behind beside them. Never rejects. */
export async function diagnoseFiles(locations: FileLocations): Promise<readonly FileDiagnosis[]> {
  const found = await Promise.all([
    diagnoseDocument(locations.config, 'config'),
    diagnoseDocument(locations.credentials, 'credentials'),
    diagnoseCollection(locations, 'sso-cache'),
    diagnoseCollection(locations, 'cli-cache'),
  ]);
  const once = new Map(found.flat().map((diagnosis) => [diagnosis.path, diagnosis]));
  return [...once.values()];
}

async function diagnoseDocument(
  path: string,
  purpose: 'config' | 'credentials',
): Promise<FileDiagnosis[]> {
  const folder = dirname(path);
  const leftovers = (await namesIn(folder)).flatMap((name) => {
    const leftover = leftoverPurpose(name);
    return leftover === undefined ? [] : [diagnose(join(folder, name), leftover)];
  });
  return Promise.all([diagnose(folder, 'folder'), diagnose(path, purpose), ...leftovers]);
}

async function diagnoseCollection(
  locations: FileLocations,
  collection: Collection,
): Promise<FileDiagnosis[]> {
  const folder = folderOf(locations, collection);
  const files = (await namesIn(folder)).map((name) =>
    diagnose(join(folder, name), leftoverPurpose(name) ?? collection),
  );
  return Promise.all([diagnose(folder, 'folder'), ...files]);
}

function leftoverPurpose(name: string): 'lock' | 'leftover' | undefined {
  if (isLockFile(name)) return 'lock';
  return isTemporary(name) ? 'leftover' : undefined;
}

async function diagnose(path: string, purpose: FileDiagnosis['purpose']): Promise<FileDiagnosis> {
  const [itself, target] = await Promise.all([
    lstat(path).catch(() => undefined),
    stat(path).catch(() => undefined),
  ]);
  const isPosix = process.platform !== 'win32';
  const isFolder = target?.isDirectory() === true;
  return {
    path,
    purpose,
    kind: target && (target.isFile() ? 'file' : isFolder ? 'folder' : 'other'),
    mode: target === undefined || !isPosix ? undefined : target.mode & PERMISSION_BITS,
    owned:
      target === undefined || process.geteuid === undefined
        ? undefined
        : target.uid === process.geteuid(),
    symlink: itself?.isSymbolicLink() ? await readlink(path).catch(() => undefined) : undefined,
    readable: await may(path, constants.R_OK),
    writable: await (isFolder ? may(path, constants.W_OK) : mayReplace(path, target !== undefined)),
  };
}

// A file is replaced by a rename in its folder; one whose folder is missing needs a folder above that takes one.
async function mayReplace(path: string, exists: boolean): Promise<boolean> {
  if (exists && !(await may(path, constants.W_OK))) return false;
  let folder = dirname(await followLinks(path).catch(() => path));
  while (!(await may(folder, constants.F_OK)) && dirname(folder) !== folder)
    folder = dirname(folder);
  return may(folder, constants.W_OK);
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
}
