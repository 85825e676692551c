// Documents in the browser's database, as the text that they are: every script of the origin can read them.
//
// Not in localStorage: another tab may see what is written there only a while later, even after it was given a lock, and would
// then send a refresh token that has been used.

import type { Store } from '../host.js';
import { nameOf } from '../web/memory_store.js';
import {
  currentPage,
  type DatabaseObjects,
  type DatabaseRequest,
  type PageDatabase,
  type PageDatabases,
} from './page.js';
import { storageError } from './storage_error.js';
import type { Locks } from './web_locks.js';

const DATABASE = 'aws-sso-wasm';
const DOCUMENTS = 'documents';

/** The store over IndexedDB. A database that is blocked or full is `ERR_STORE` when it is used. */
export function createDatabaseStore(locks: Locks): Store {
  let opened: Promise<PageDatabase> | undefined;
  const forget = (): void => {
    opened = undefined;
  };

  const use = async <T>(
    mode: 'readonly' | 'readwrite',
    work: (documents: DatabaseObjects) => DatabaseRequest<T> | undefined,
  ): Promise<T | undefined> => {
    try {
      if (opened === undefined && mode === 'readonly' && !(await isThere())) return undefined;
      opened ??= open(forget);
      const transaction = (await opened).transaction(DOCUMENTS, mode, { durability: 'strict' });
      return await new Promise((resolve, reject) => {
        const request = work(transaction.objectStore(DOCUMENTS));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } catch (cause) {
      forget();
      throw storageError('database', mode === 'readonly' ? 'read' : 'written', cause);
    }
  };

  return {
    async read(key) {
      const text = await use('readonly', (documents) => documents.get(nameOf(key)));
      return typeof text === 'string' ? new TextEncoder().encode(text) : undefined;
    },
    async write(key, bytes) {
      const text = new TextDecoder().decode(bytes);
      await use('readwrite', (documents) => void documents.put(text, nameOf(key)));
    },
    async remove(key) {
      const name = nameOf(key);
      const text = await use('readwrite', (documents) => {
        const found = documents.get(name);
        documents.delete(name);
        return found;
      });
      return text !== undefined;
    },
    async list(collection) {
      const prefix = `${collection}/`;
      const names = (await use('readonly', (documents) => documents.getAllKeys())) ?? [];
      return names
        .map(String)
        .flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
    },
    lock: (key, signal) => locks(`${DATABASE}/${nameOf(key)}`, signal),
  };
}

/**
 * Whether there is a database to read; a browser that cannot tell is taken to have one. To make an empty one takes time, and
 * where the page is left meanwhile, WebKit lets no page of the origin open it any more.
 */
async function isThere(): Promise<boolean> {
  const known = await databases().databases?.();
  return known === undefined || known.some(({ name }) => name === DATABASE);
}

/** Opens the database. `onEnd` is told when it is closed from elsewhere: it was deleted, or the browser needs the room. */
async function open(onEnd: () => void): Promise<PageDatabase> {
  const database = await new Promise<PageDatabase>((resolve, reject) => {
    const request = databases().open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(DOCUMENTS);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.onclose = onEnd;
  database.onversionchange = () => {
    database.close();
    onEnd();
  };
  return database;
}

function databases(): PageDatabases {
  const { indexedDB } = currentPage();
  if (indexedDB === undefined) throw new ReferenceError('There is no indexedDB.');
  return indexedDB;
}
