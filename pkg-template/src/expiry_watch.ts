// Tells ahead of time that a token ends. It keeps no process alive.

import { createTimerClock } from './web/timer_clock.js';

/** What an {@link ExpiryWatch} is made from. */
export interface ExpiryWatchOptions {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number;
  /** How long before the end to tell, in milliseconds. */
  readonly aheadMilliseconds: number;
}

/** The tokens whose ends are told. */
export interface ExpiryWatch {
  /**
   * The session's token ends then, and `tell` is called ahead of that, once: what was told before is not told again.
   * `undefined`: there is no token any more.
   */
  note(session: string, expiresAt: number | undefined, tell: () => void): void;
}

/** Watches nothing yet. */
export function createExpiryWatch({ now, aheadMilliseconds }: ExpiryWatchOptions): ExpiryWatch {
  const { sleep } = createTimerClock(false);
  const watched = new Map<string, { readonly expiresAt: number; readonly stop: AbortController }>();
  return {
    note(session, expiresAt, tell) {
      const known = watched.get(session);
      if (known?.expiresAt === expiresAt) return;
      known?.stop.abort();
      watched.delete(session);
      if (expiresAt === undefined) return;
      const stop = new AbortController();
      watched.set(session, { expiresAt, stop });
      const wait = Math.max(0, expiresAt - aheadMilliseconds - now());
      // Stopped, there is another token, or none.
      sleep(wait, stop.signal).then(tell, () => undefined);
    },
  };
}
