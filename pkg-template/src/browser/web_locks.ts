// Locks that all tabs of an origin share.

import { aborted } from '../errors.js';
import type { Lock } from '../host.js';
import { createMemoryLocks } from '../web/memory_store.js';
import { currentPage } from './page.js';

/** Waits for the lock of that name. */
export type Locks = (name: string, signal?: AbortSignal) => Promise<Lock>;

/**
 * Locks by the Web Locks API. Where it is missing (a page that is no secure context) the locks hold within this page alone, and
 * two tabs may both renew a token: AWS then answers the second one as well.
 */
export function createWebLocks(): Locks {
  const ownLocks = createMemoryLocks();
  return (name, signal) => {
    const locks = currentPage().navigator?.locks;
    if (locks === undefined) return ownLocks(name, signal);
    return new Promise((resolve, reject) => {
      const hold = (): Promise<void> =>
        new Promise((release) => {
          resolve({ release });
        });
      locks
        .request(name, signal === undefined ? {} : { signal }, hold)
        .catch((cause: unknown) => reject(signal?.aborted === true ? aborted(cause) : cause));
    });
  };
}
