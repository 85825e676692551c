/** The token bucket in front of the portal. */

import type { RateLimit } from './options.js';

/** Serves so many requests per second over time, and a burst after a rest. */
export class Throttle {
  readonly #limit: Required<RateLimit>;
  #tokens: number;
  #updated: number | undefined;

  constructor(limit: Required<RateLimit>) {
    this.#limit = limit;
    this.#tokens = limit.burst;
  }

  /** Takes a token at this time (epoch milliseconds). Seconds until there is one when there is none, else undefined. */
  take(now: number): number | undefined {
    const { requestsPerSecond, burst } = this.#limit;
    const elapsed = Math.max(0, now - (this.#updated ?? now));
    this.#tokens = Math.min(burst, this.#tokens + (elapsed / 1_000) * requestsPerSecond);
    this.#updated = now;
    if (this.#tokens < 1) return (1 - this.#tokens) / requestsPerSecond;
    this.#tokens -= 1;
    return undefined;
  }
}
