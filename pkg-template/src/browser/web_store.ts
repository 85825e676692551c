// Documents in the browser's storage, as the text that they are: every script of the origin can read them.

import { IdentityCenterError } from '../errors.js';
import type { Store, StoreKey } from '../host.js';
import { createMemoryLocks, nameOf } from '../web/memory_store.js';
import { currentPage, type PageStorage } from './page.js';
import type { Locks } from './web_locks.js';

/** Stands before every key, so that the rest of the origin's storage is left alone. */
const PREFIX = 'aws-sso-wasm/';

/** Which storage of the page. */
export type WebStorageName = 'sessionStorage' | 'localStorage';

/** The store over that storage. A storage that is blocked or full is `ERR_STORE` when it is used. */
export function createWebStore(name: WebStorageName, locks: Locks): Store {
  const use = async <T>(action: string, work: (storage: PageStorage) => T): Promise<T> => {
    try {
      // The very look at a storage that is blocked throws.
      const storage = currentPage()[name];
      if (storage !== undefined) return work(storage);
    } catch (cause) {
      throw storageError(name, action, cause);
    }
    throw storageError(name, action, undefined);
  };
  return {
    read: (key) =>
      use('read', (storage) => {
        const text = storage.getItem(itemOf(key));
        return text === null ? undefined : new TextEncoder().encode(text);
      }),
    write: (key, bytes) =>
      use('written', (storage) => storage.setItem(itemOf(key), new TextDecoder().decode(bytes))),
    remove: (key) =>
      use('written', (storage) => {
        const existed = storage.getItem(itemOf(key)) !== null;
        storage.removeItem(itemOf(key));
        return existed;
      }),
    list: (collection) =>
      use('read', (storage) => {
        const prefix = `${PREFIX}${collection}/`;
        const items = Array.from(
          { length: storage.length },
          (_, index) => storage.key(index) ?? '',
        );
        return items
          .filter((item) => item.startsWith(prefix))
          .map((item) => item.slice(prefix.length));
      }),
    lock: (key, signal) => locks(itemOf(key), signal),
  };
}

/** The store of what has to outlive the page for a moment: `sessionStorage`, which is this tab's alone. */
export function createPendingStore(): Store {
  return createWebStore('sessionStorage', createMemoryLocks());
}

/** The store of `everything`, but for sign-ins that wait for a redirect: those are kept in `pending`. */
export function withPendingIn(pending: Store, everything: Store): Store {
  const storeOf = (key: StoreKey): Store => (key.kind === 'pending-sign-in' ? pending : everything);
  return {
    read: (key) => storeOf(key).read(key),
    write: (key, bytes) => storeOf(key).write(key, bytes),
    remove: (key) => storeOf(key).remove(key),
    list: (collection) => everything.list(collection),
    lock: (key, signal) => storeOf(key).lock(key, signal),
  };
}

function itemOf(key: StoreKey): string {
  return PREFIX + nameOf(key);
}

function storageError(name: WebStorageName, action: string, cause: unknown): IdentityCenterError {
  return new IdentityCenterError('ERR_STORE', `The browser's ${name} could not be ${action}.`, {
    help:
      name === 'sessionStorage'
        ? 'Let the browser store data for this site, or sign in with a device code, which leaves no page.'
        : "Let the browser store data for this site, or free some of its space, or use the storage 'memory'.",
    cause,
  });
}
