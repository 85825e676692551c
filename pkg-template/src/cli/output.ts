// Standard output and standard error. Node takes 3 ms to make their streams, and node:tty 2 ms to load: what is written to a
// file or a pipe goes there without them.

import { fstatSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { IdentityCenterError } from '../errors.js';
import { systemCode } from '../node/file_error.js';

/** Where text goes. */
export interface Output {
  /** Resolves when the text is written, or when nobody reads it any more. Rejects with `ERR_STORE`. */
  print(text: string): Promise<void>;
  /** Whether it is a terminal. */
  isTerminal(): boolean;
  /** Node's stream, for what only that can do. */
  stream(): WriteStream;
}

/** Standard output. */
export function createStandardOutput(): Output {
  return createOutput(1, () => process.stdout);
}

/** Standard error. */
export function createStandardError(): Output {
  return createOutput(2, () => process.stderr);
}

/** Whether the file descriptor is a terminal. */
export function isTerminal(fd: number): boolean {
  return mayBeTerminal(fd) && process.getBuiltinModule('node:tty').isatty(fd);
}

function mayBeTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return true;
  }
}

function createOutput(fd: 1 | 2, open: () => WriteStream): Output {
  let opened: WriteStream | undefined;
  const stream = (): WriteStream => {
    // Whatever happens to it is told to who prints.
    opened ??= open().on('error', () => undefined);
    return opened;
  };
  return {
    async print(text) {
      // What a stream still holds goes first.
      if (opened !== undefined || mayBeTerminal(fd)) return writeTo(stream(), text);
      const rest = writeNow(fd, text);
      if (rest.length > 0) await writeTo(stream(), rest);
    },
    isTerminal: () => isTerminal(fd),
    stream,
  };
}

/** Writes to the file or pipe, and returns what it does not take at once. */
function writeNow(fd: number, text: string): Uint8Array {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (cause) {
    // Somebody else made the pipe one that never waits, and it is full.
    if (systemCode(cause) === 'EAGAIN') return rest;
    check(cause);
  }
  return new Uint8Array();
}

async function writeTo(stream: WriteStream, text: string | Uint8Array): Promise<void> {
  const cause = await new Promise<unknown>((resolve) => stream.write(text, resolve));
  check(cause);
}

/** Throws unless nothing happened, or the reader went away, and with it whoever would want to know. */
function check(cause: unknown): void {
  const code = systemCode(cause);
  if (code === '' || ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(code)) return;
  throw new IdentityCenterError('ERR_STORE', `The output could not be written (${code}).`, {
    help: 'Check the disk that the output is redirected to.',
    cause,
  });
}
