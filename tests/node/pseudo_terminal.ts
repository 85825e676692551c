// A program in a real terminal: a pseudo-terminal, made by `script` of util-linux.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** A program that believes a person sits in front of it. */
export interface PseudoTerminal {
  /** Presses these keys. */
  type(keys: string): void;
  /** Waits until the pattern shows up in what came since the last call. Rejects after ten seconds. */
  shows(pattern: RegExp): Promise<string>;
  /** Sends a signal to the program that said its number, as `pid=N`. */
  signal(name: NodeJS.Signals): void;
  /** Everything that was shown so far, control sequences included. */
  screen(): string;
  /** Ends with the program; its exit code. */
  readonly ended: Promise<number>;
}

/** Keys that have no letter. */
export const KEYS = {
  backspace: '\x7f',
  controlC: '\x03',
  controlD: '\x04',
  controlZ: '\x1a',
  down: '\x1b[B',
  end: '\x1b[F',
  enter: '\r',
  escape: '\x1b',
  home: '\x1b[H',
  left: '\x1b[D',
  pageDown: '\x1b[6~',
  pageUp: '\x1b[5~',
  tab: '\t',
  up: '\x1b[A',
} as const;

const PATIENCE_MILLISECONDS = 10_000;

/** Why there can be no pseudo-terminal here; `false` if there can. For the `skip` of a test. */
export const noPseudoTerminal: string | false =
  process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
    ? false
    : 'There is no "script" of util-linux here.';

/** Runs a shell command line in a terminal of 100 columns and 30 lines. */
export function openPseudoTerminal(
  t: TestContext,
  command: string,
  environment: Readonly<Record<string, string>> = {},
): PseudoTerminal {
  const child = spawn(
    'script',
    [
      '--quiet',
      '--flush',
      '--return',
      '--command',
      `stty cols 100 rows 30; ${command}`,
      '/dev/null',
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', SHELL: '/bin/sh', ...environment },
    },
  );
  t.after(() => child.kill('SIGKILL'));
  let screen = '';
  let seen = 0;
  let changed = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    changed();
  });
  const ended = once(child, 'close').then(([code]) => Number(code));
  void ended.then(() => changed());

  return {
    ended,
    screen: () => screen,
    signal(name) {
      process.kill(Number(/pid=(\d+)/.exec(screen)?.[1]), name);
    },
    type: (keys) => void child.stdin.write(keys),
    async shows(pattern) {
      const deadline = performance.now() + PATIENCE_MILLISECONDS;
      for (;;) {
        const match = pattern.exec(screen.slice(seen));
        if (match !== null) {
          seen += match.index + match[0].length;
          return match[0];
        }
        if (performance.now() > deadline || child.exitCode !== null) {
          throw new Error(`${pattern} did not show up in ${JSON.stringify(screen.slice(seen))}.`);
        }
        await new Promise<void>((resolve) => {
          changed = resolve;
          setTimeout(resolve, 100);
        });
      }
    },
  };
}

/** The words as one line for the shell. */
export function shellLine(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
