// Answers that do not come from a terminal: one line for each question, none lost in between.

import type { Readable } from 'node:stream';
import { aborted, IdentityCenterError } from '../errors.js';

/** Far above any answer, and far below what would exhaust the memory. */
const MAX_CHARACTERS = 1024 * 1024;

/** The lines of an input that is no terminal. */
export interface PipedLines {
  /**
   * Takes the next line that `accept` accepts, without its end; `undefined` at the end of the input. A line that is not
   * accepted stays for the next question, and nobody reads on until then.
   */
  next(signal: AbortSignal, accept?: (line: string) => boolean): Promise<string | undefined>;
}

/** Reads lines of UTF-8 from `input`, and only when somebody asks. */
export function createPipedLines(input: Readable): PipedLines {
  const lines: string[] = [];
  let rest = '';
  let state: 'new' | 'open' | 'ended' = 'new';
  let wake = (): void => undefined;

  const start = (): void => {
    state = 'open';
    input.setEncoding('utf8');
    input.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map(withoutReturn));
      if (lines.length > 0 || rest.length > MAX_CHARACTERS) input.pause();
      wake();
    });
    const end = (): void => {
      if (state === 'ended') return;
      state = 'ended';
      if (rest !== '') lines.push(withoutReturn(rest));
      wake();
    };
    input.on('end', end);
    input.on('close', end);
    // A terminal that went away, or a folder as the input: there is nothing more to read.
    input.on('error', end);
  };

  return {
    async next(signal, accept = () => true) {
      for (;;) {
        if (signal.aborted) throw aborted(signal.reason);
        if (rest.length > MAX_CHARACTERS) throw tooLong();
        const [line] = lines;
        if (line !== undefined && accept(line)) return lines.shift();
        if (line === undefined && state === 'ended') return undefined;
        if (state === 'new') start();
        if (line === undefined) input.resume();
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
        if (signal.aborted) input.pause();
      }
    },
  };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function tooLong(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'A line of the input is longer than 1 MiB.',
    {
      help: 'Give one answer per line.',
    },
  );
}
