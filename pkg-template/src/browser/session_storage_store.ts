// Documents in sessionStorage, which is this tab's alone, as the text that they are: every script of the origin can read them.

import type { Store } from '../host.js';
import { createMemoryLocks, nameOf } from '../web/memory_store.js';
import { currentPage, type PageStorage } from './page.js';
import { storageError } from './storage_error.js';

/** Stands before every key, so that the rest of the origin's storage is left alone. */
const PREFIX = 'aws-sso-wasm/';

/** The store over sessionStorage. A storage that is blocked or full is `ERR_STORE` when it is used. */
export function createSessionStorageStore(): Store {
  const locks = createMemoryLocks();
  const use = async <T>(
    action: 'read' | 'written',
    work: (storage: PageStorage) => T,
  ): Promise<T> => {
    try {
      // The very look at a storage that is blocked throws.
      const storage = currentPage().sessionStorage;
      if (storage !== undefined) return work(storage);
    } catch (cause) {
      throw storageError('sessionStorage', action, cause);
    }
    throw storageError('sessionStorage', action, undefined);
  };
  return {
    read: (key) =>
      use('read', (storage) => {
        const text = storage.getItem(PREFIX + nameOf(key));
        return text === null ? undefined : new TextEncoder().encode(text);
      }),
    write: (key, bytes) =>
      use('written', (storage) =>
        storage.setItem(PREFIX + nameOf(key), new TextDecoder().decode(bytes)),
      ),
    remove: (key) =>
      use('written', (storage) => {
        const name = PREFIX + nameOf(key);
        const existed = storage.getItem(name) !== null;
        storage.removeItem(name);
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
    lock: (key, signal) => locks(nameOf(key), signal),
  };
}
