// Ctrl-C and the signals that ask a process to end: the first one lets the command end in order, the second ends it at once.

import { constants } from 'node:os';
import { aborted } from '../errors.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the core returns for `ERR_ABORTED`, whoever caused it. */
const INTERRUPTED = 130;

/** The interruption of a command. */
export interface Interrupt {
  /** Aborts when the person or the system asks for the end. */
  readonly signal: AbortSignal;
  /** Ctrl-C that came as a key, because the terminal was in raw mode. */
  trigger(): void;
  /** The exit code of the process, given that of the command: one that was interrupted has the code of its signal. */
  exitCode(code: number): number;
  /** Leaves the signals to the system again. */
  close(): void;
}

/** Takes over the signals; `stop` is aborted by them. */
export function createInterrupt(stop: AbortController): Interrupt {
  let first: (typeof SIGNALS)[number] | undefined;
  const on = (name: (typeof SIGNALS)[number]): void => {
    if (first !== undefined) process.exit(codeOf(name));
    first = name;
    stop.abort(aborted());
  };
  for (const name of SIGNALS) process.on(name, on);
  return {
    signal: stop.signal,
    trigger: () => on('SIGINT'),
    exitCode: (code) => (first !== undefined && code === INTERRUPTED ? codeOf(first) : code),
    close() {
      for (const name of SIGNALS) process.off(name, on);
    },
  };
}

function codeOf(name: (typeof SIGNALS)[number]): number {
  return 128 + constants.signals[name];
}
