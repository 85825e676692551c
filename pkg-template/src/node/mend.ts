// Mends what `doctor` found wrong with a file.

import { chmod, rm, stat } from 'node:fs/promises';
import { fileError } from './file_error.js';

const OWNER_BITS = 0o700;

/** Takes a file or folder from everyone but its owner, or removes a file. Rejects with `ERR_STORE` when it cannot. */
export async function mendFile(path: string, how: 'owner-only' | 'remove'): Promise<void> {
  try {
    if (how === 'remove') await rm(path, { force: true });
    else await chmod(path, (await stat(path)).mode & OWNER_BITS);
  } catch (cause) {
    throw fileError(how === 'remove' ? 'remove' : 'write', path, cause);
  }
}
