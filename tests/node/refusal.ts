// How the file system refuses somebody who is not root: in a process of its own, with another user or with limits.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The error that the other process got. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly file?: { readonly readOnly: boolean };
}

const script = fileURLToPath(new URL('children/refused.js', import.meta.url));

/** Lets the other process lock or write the file; `limit` is a shell command that goes before. */
export async function refusal(
  action: 'lock' | 'write',
  file: string,
  { size = 0, limit = ':' } = {},
): Promise<Refusal> {
  const command = `${limit}; exec "$0" "$@"`;
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    command,
    process.execPath,
    script,
    action,
    file,
    String(size),
  ]);
  if (stdout === '') throw new Error('Nothing was refused.');
  return JSON.parse(stdout) as Refusal;
}
