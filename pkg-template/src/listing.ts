// What the core hands over in parts, as an async iterable: the next part is fetched when the one before is used up, and
// leaving the loop ends the requests.

import { aborted } from './errors.js';
import { bridged } from './wasm/bridge.js';
import type { PageSink } from './wasm/core_glue.js';
import { fromJson } from './wasm/json.js';

/** Has the core list into `sink` until `signal` ends it. */
export type List<T> = (sink: PageSink<T>, signal: AbortSignal) => Promise<unknown>;

/** The parts of a list. Each loop over it lists anew. */
export function listing<T>(list: List<T>, signal: AbortSignal | undefined): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => iterate(list, signal) };
}

/** Somebody who waits for the next part. */
interface Taker<T> {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

function iterate<T>(list: List<T>, signal: AbortSignal | undefined): AsyncIterator<T> {
  const stop = new AbortController();
  const takers: Taker<T>[] = [];
  let state: 'new' | 'running' | 'ended' = 'new';
  let failure: { readonly error: unknown } | undefined;
  let resume = (): void => undefined;

  const forward = (): void => stop.abort(signal?.reason);
  const end = (): void => {
    state = 'ended';
    signal?.removeEventListener('abort', forward);
    const first = failure === undefined ? undefined : takers.shift();
    if (first !== undefined) {
      first.reject(failure?.error);
      failure = undefined;
    }
    for (const { resolve } of takers.splice(0)) resolve({ done: true, value: undefined });
  };

  const sink: PageSink<T> = {
    page: (part) =>
      bridged(async () => {
        // INVARIANT: the core comes here only when somebody waits: it begins, and goes on, when somebody asks.
        takers.shift()?.resolve({ done: false, value: fromJson(part) });
        if (takers.length > 0) return;
        await new Promise<void>((resolve, reject) => {
          const leave = (): void => reject(aborted());
          if (stop.signal.aborted) return leave();
          stop.signal.addEventListener('abort', leave, { once: true });
          resume = (): void => {
            stop.signal.removeEventListener('abort', leave);
            resolve();
          };
        });
      }),
  };

  const begin = (): void => {
    state = 'running';
    if (signal?.aborted === true) forward();
    signal?.addEventListener('abort', forward, { once: true });
    list(sink, stop.signal)
      .catch((error: unknown) => {
        if (state !== 'ended') failure = { error };
      })
      .finally(end);
  };

  return {
    next: () =>
      new Promise((resolve, reject) => {
        takers.push({ resolve, reject });
        if (state === 'new') begin();
        else if (state === 'running') resume();
        else end();
      }),
    async return() {
      end();
      stop.abort();
      return { done: true, value: undefined };
    },
  };
}

/** The single items of the parts of a list. */
export function flattened<T>(parts: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const outer = parts[Symbol.asyncIterator]();
      let page: Iterator<T> = [][Symbol.iterator]();
      return {
        async next() {
          for (;;) {
            const item = page.next();
            if (item.done !== true) return item;
            const part = await outer.next();
            if (part.done === true) return { done: true, value: undefined };
            page = part.value[Symbol.iterator]();
          }
        },
        async return() {
          page = [][Symbol.iterator]();
          await outer.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
