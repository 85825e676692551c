// Ctrl-Z that came as a key, because the terminal was in raw mode.

import { setTimeout as pause } from 'node:timers/promises';

/** Within this time the system has stopped a process that it was told to stop. */
const STOP_MILLISECONDS = 50;

/**
 * Stops this process, and those that were started with it, as the terminal would have; ends when it goes on. The terminal
 * must be as the shell had it by then.
 */
export async function suspend(): Promise<void> {
  if (process.platform === 'win32') return;
  process.kill(0, 'SIGTSTP');
  // A timer stands still with its process. Where no shell could make the process go on, the system does not stop it.
  await pause(STOP_MILLISECONDS);
}
