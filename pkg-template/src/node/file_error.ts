// The operating system's refusals in words: which file, what happened, what to do.

import { IdentityCenterError } from '../errors.js';

/** What was about to be done with the file. */
export type FileAction = 'read' | 'write' | 'remove' | 'list' | 'lock';

/** What a write finds that would replace something other than a file; no code of the system says so. */
export const NOT_A_FILE = 'NOT_A_FILE';

/** The operating system's code of an error, such as `ENOENT`; empty if it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** An `ERR_STORE` that names the file and the next step. */
export function fileError(action: FileAction, path: string, cause: unknown): IdentityCenterError {
  const system = systemCode(cause);
  const { sentence, help, readOnly } = explain(action, path, system);
  return new IdentityCenterError('ERR_STORE', sentence, {
    help,
    cause,
    file: { path, system, readOnly: readOnly && action !== 'read' && action !== 'list' },
  });
}

interface Explanation {
  readonly sentence: string;
  readonly help: string;
  readonly readOnly: boolean;
}

const DONE: Readonly<Record<FileAction, string>> = {
  read: 'read',
  write: 'written',
  remove: 'removed',
  list: 'listed',
  lock: 'locked',
};

function explain(action: FileAction, path: string, system: string): Explanation {
  const refused = `"${path}" could not be ${DONE[action]}`;
  switch (system) {
    case 'EACCES':
    case 'EPERM':
      return {
        sentence: `${refused}: permission denied.`,
        help: `Check the owner and the mode of "${path}" and of the folders above it.`,
        readOnly: true,
      };
    case 'EROFS':
      return {
        sentence: `${refused}: the file system is read-only.`,
        help: 'Mount it writable, or set HOME, AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE to a place that is.',
        readOnly: true,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        sentence: `${refused}: no space is left on the disk.${action === 'write' ? ' What it held before is untouched.' : ''}`,
        help: 'Free some space, then run the same command again.',
        readOnly: true,
      };
    case 'EBUSY':
      return {
        sentence: `${refused}: it is in use, or it is a mount point of its own.`,
        help: 'Close the program that holds it; in a container, mount the folder instead of the single file.',
        readOnly: true,
      };
    case 'EISDIR':
      return {
        sentence: `${refused}: it is a folder.`,
        help: `Move the folder "${path}" away: a file belongs there.`,
        readOnly: false,
      };
    case NOT_A_FILE:
      return {
        sentence: `${refused}: it is a device or the like, not a file.`,
        help: 'Set AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE to a file.',
        readOnly: true,
      };
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        sentence: `${refused}: a part of its path is not a folder.`,
        help: `Move away whatever lies on the path of "${path}" and is not a folder.`,
        readOnly: false,
      };
    case 'ELOOP':
      return {
        sentence: `${refused}: its symbolic links lead in a circle.`,
        help: `Look where "${path}" leads, and repair the link.`,
        readOnly: false,
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        sentence: `${refused}: too many files are open.`,
        help: 'Close other programs, or raise the limit on open files.',
        readOnly: false,
      };
    default:
      return {
        sentence: `${refused}${system === '' ? '' : ` (${system})`}.`,
        help: `Check that "${path}" can be reached, then run the same command again.`,
        readOnly: false,
      };
  }
}
