// The ports of one call: its signal ends every wait, and what a caller's own port throws or returns becomes a coded error.

import { aborted, IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { Clock, Host, HostEvent, HttpClient, Lock, Store } from '../host.js';
import { release } from '../web/timer_clock.js';

/** The store may take so long for one document. */
const STORE_MILLISECONDS = 30_000;
/** After the caller gave up, what is being stored may still be finished: a token that was renewed must not be lost. */
const GRACE_MILLISECONDS = 1_000;

/** What a program provides, in parts. */
export interface Ports {
  readonly client: HttpClient;
  readonly store: Store;
  readonly clock: Clock;
}

/** The ports for a call that `signal` ends. */
export function guardHost(
  { client, store, clock }: Ports,
  signal: AbortSignal,
  notify: (event: HostEvent) => void,
): Host {
  let time = readClock(clock);
  const ends = onceAborted(signal);

  return {
    send: (request) => whileWanted(ends, (own) => client.send(request, own)),
    now() {
      // INVARIANT: nothing is thrown into the core, which could not go on after it.
      try {
        time = readClock(clock);
      } catch {
        // The time that was good before.
      }
      return time;
    },
    sleep: (milliseconds) =>
      whileWanted(ends, (own) => clock.sleep(milliseconds, own)).catch((cause: unknown) => {
        throw isIdentityCenterError(cause) ? cause : foreign('clock', 'wait', cause);
      }),
    read: (key) => stored('read', ends, () => store.read(key)),
    write: (key, bytes) => stored('write', ends, () => store.write(key, bytes)),
    remove: (key) => stored('remove', ends, () => store.remove(key)),
    list: (collection) =>
      stored('list', ends, async () => {
        const names: unknown = await store.list(collection);
        if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
        throw rubbish('store', 'list', 'an array of names');
      }),
    lock: (key) =>
      whileWanted(
        ends,
        async (own) => checkedLock(await store.lock(key, own)),
        (lock) => lock.release(),
      ).catch((cause: unknown) => {
        throw isIdentityCenterError(cause) ? cause : foreign('store', 'lock', cause);
      }),
    notify,
  };
}

/** The time by a clock that may be a caller's own. */
export function readClock(clock: Clock): number {
  let time: unknown;
  try {
    time = clock.now();
  } catch (cause) {
    throw foreign('clock', 'tell the time', cause);
  }
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw rubbish('clock', 'now', 'milliseconds since the epoch');
}

/** The end of a call, for all that waits in it. One listener for all: many at one signal make Node warn of a leak. */
interface Ends {
  readonly signal: AbortSignal;
  readonly waiting: Set<() => void>;
}

function onceAborted(signal: AbortSignal): Ends {
  const waiting = new Set<() => void>();
  signal.addEventListener('abort', () => waiting.forEach((end) => end()), { once: true });
  return { signal, waiting };
}

/** What `work` comes to, or `ERR_ABORTED` as soon as the call ends; `late` then takes what still comes. */
function whileWanted<T>(
  { signal, waiting }: Ends,
  work: (signal: AbortSignal) => Promise<T>,
  late: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const own = new AbortController();
    const end = (): void => {
      reject(aborted(signal.reason));
      own.abort(signal.reason);
    };
    if (signal.aborted) return end();
    waiting.add(end);
    begun(() => work(own.signal))
      .then((result) => (signal.aborted ? late(result) : resolve(result)))
      .catch(reject)
      .finally(() => waiting.delete(end));
  });
}

/** What the store comes to, within its time. */
function stored<T>(action: string, { signal, waiting }: Ends, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => reject(silent(action)), STORE_MILLISECONDS);
    release(timer);
    const end = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(aborted(signal.reason)), GRACE_MILLISECONDS);
      release(timer);
    };
    if (signal.aborted) end();
    else waiting.add(end);
    begun(work)
      .then(resolve, (cause: unknown) =>
        reject(isIdentityCenterError(cause) ? cause : foreign('store', action, cause)),
      )
      .finally(() => {
        clearTimeout(timer);
        waiting.delete(end);
      });
  });
}

/** A promise also of what a caller's port throws at once. */
async function begun<T>(work: () => Promise<T>): Promise<T> {
  return await work();
}

function checkedLock(lock: Lock): Lock {
  if (typeof Object(lock).release === 'function') return lock;
  throw rubbish('store', 'lock', 'an object with release()');
}

function silent(action: string): IdentityCenterError {
  const seconds = STORE_MILLISECONDS / 1000;
  return new IdentityCenterError(
    'ERR_STORE',
    `The store did not ${action} within ${seconds} seconds.`,
    { help: 'Check what the store that was provided waits for.' },
  );
}

// Not what the cause says, which may hold anything.
function foreign(port: 'clock' | 'store', action: string, cause: unknown): IdentityCenterError {
  return new IdentityCenterError(
    port === 'store' ? 'ERR_STORE' : 'ERR_INVALID_ARGUMENT',
    `The ${port} that was provided could not ${action}.`,
    { help: 'See the cause of this error.', cause },
  );
}

function rubbish(port: 'clock' | 'store', method: string, expected: string): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    `The ${method}() of the ${port} that was provided must give ${expected}.`,
    { help: 'See the documentation of the interfaces Store and Clock.' },
  );
}
