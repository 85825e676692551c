/** Answers that take the place of the true ones: how the network and the services misbehave. */

import type { Operation } from './events.js';

/** What to answer instead. */
export type FaultAnswer =
  /** The service's own kind of refusal, such as `TooManyRequestsException` or `ExpiredToken`. */
  | {
      readonly kind: 'refuse';
      readonly code: string;
      readonly message?: string;
      /** The HTTP status. The one that belongs to the code unless told. */
      readonly status?: number;
      /** The `Retry-After` header, in seconds. */
      readonly retryAfter?: number;
    }
  /** Any answer at all. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** A page of HTML, as a proxy or a load balancer sends it. Status 400 unless told. */
  | { readonly kind: 'html'; readonly status?: number }
  /** The true answer without its second half. */
  | { readonly kind: 'truncate' }
  /** So many bytes of JSON-like text with status 200. */
  | { readonly kind: 'flood'; readonly bytes: number }
  /** No answer until the caller gives up. */
  | { readonly kind: 'hang' }
  /** The connection ends without an answer; where there is no connection, `fetch` rejects with a TypeError. */
  | { readonly kind: 'reset' }
  /** Whatever this function makes of the request. */
  | { readonly kind: 'call'; readonly respond: (request: Request) => Response | Promise<Response> };

/** Which requests to answer in another way, and how. */
export interface Fault {
  readonly operation: Operation;
  readonly answer: FaultAnswer;
  /** How many requests of this operation to answer truly before it begins. 0 unless told. */
  readonly after?: number;
  /** How many requests it answers before it ends; `Infinity` for all. 1 unless told. */
  readonly times?: number;
}

/** The faults that are still to come. */
export class FaultQueue {
  readonly #waiting: { fault: Fault; after: number; times: number }[] = [];

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) this.add(fault);
  }

  add(fault: Fault): void {
    this.#waiting.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The answer to give to this request instead of the true one, if any; the first fault that applies takes it. */
  next(operation: Operation): FaultAnswer | undefined {
    for (const entry of this.#waiting) {
      if (entry.fault.operation !== operation || entry.times <= 0) continue;
      if (entry.after > 0) {
        entry.after -= 1;
        continue;
      }
      entry.times -= 1;
      return entry.fault.answer;
    }
    return undefined;
  }
}
