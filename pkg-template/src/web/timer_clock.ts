// Time by the runtime's own timers.

import { aborted } from '../errors.js';
import type { Clock } from '../host.js';

/** The longest that a timer can run, in milliseconds; one set for longer ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The runtime's clock. One that is not `holding` keeps no Node process alive while it waits. */
export function createTimerClock(holding = true): Clock {
  return {
    now: () => Date.now(),
    sleep: async (milliseconds, signal) => {
      let left = milliseconds;
      while (left > LONGEST_TIMER) {
        await wait(LONGEST_TIMER, holding, signal);
        left -= LONGEST_TIMER;
      }
      await wait(left, holding, signal);
    },
  };
}

function wait(milliseconds: number, holding: boolean, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(aborted(signal.reason));
    const stop = (): void => {
      clearTimeout(timer);
      reject(aborted(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (!holding) release(timer);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Lets the process end before the timer does, where timers hold one: in Node they are objects, in a page numbers. */
export function release(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    if (typeof timer.unref === 'function') timer.unref();
  }
}
