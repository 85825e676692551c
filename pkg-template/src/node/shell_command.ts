// Runs a command line of the config file (`credential_process`), as the SDKs do: through the shell of the platform.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { aborted, IdentityCenterError } from '../errors.js';
import type { Environment } from './files.js';

const MAX_BYTES = 1024 * 1024;

/** How the command ended, and what it printed. */
export interface Finished {
  /** The exit status; 128 and the signal's number when a signal ended it. */
  readonly status: number;
  /** May hold credentials. */
  readonly stdout: Uint8Array;
}

/**
 * Runs the command line with this process's standard error, and with its standard input or none.
 *
 * Rejects with `ERR_CONFIG_INVALID` if the shell cannot be started or more than 1 MiB is printed, and with `ERR_ABORTED`.
 */
export async function runShellCommand(
  command: string,
  environment: Environment,
  signal: AbortSignal,
  input: 'inherit' | 'ignore',
): Promise<Finished> {
  if (signal.aborted) throw aborted(signal.reason);
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: [input, 'pipe', 'inherit'],
      env: { ...environment },
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (error: IdentityCenterError): void => {
      reject(error);
      child.kill();
      child.stdout.destroy();
    };
    const onAbort = (): void => end(aborted(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) end(failed('A credential process printed more than 1 MiB.'));
      else chunks.push(chunk);
    });
    child.on('error', (cause) => end(failed('A credential process could not be started.', cause)));
    child.on('close', (code, name) => {
      signal.removeEventListener('abort', onAbort);
      const status = code ?? 128 + (name === null ? 0 : constants.signals[name]);
      resolve({ status, stdout: Buffer.concat(chunks) });
    });
  });
}

function failed(message: string, cause?: unknown): IdentityCenterError {
  return new IdentityCenterError('ERR_CONFIG_INVALID', message, {
    help: 'Check credential_process in the config file.',
    cause,
  });
}
