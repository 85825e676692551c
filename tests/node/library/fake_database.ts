// IndexedDB in Node: the package fake-indexeddb, whose own types are for programs that have those of a page.

import { createRequire } from 'node:module';

interface Request<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface Documents {
  getAllKeys(): Request<readonly unknown[]>;
  getAll(): Request<readonly unknown[]>;
}

interface Database {
  transaction(store: string): { objectStore(name: string): Documents };
  close(): void;
}

/** The databases of one origin. */
export interface Databases {
  databases(): Promise<readonly unknown[]>;
  open(name: string): Request<Database>;
  deleteDatabase(name: string): Request<unknown>;
}

const fake: {
  readonly IDBFactory: new () => Databases;
  readonly IDBObjectStore: { readonly prototype: { put(value: unknown, key: string): unknown } };
} = createRequire(import.meta.url)('fake-indexeddb');

/** What every object store inherits. */
export const objectStorePrototype = fake.IDBObjectStore.prototype;

export function createDatabases(): Databases {
  return new fake.IDBFactory();
}

/** What our database holds: names and texts. */
export async function documentsIn(databases: Databases): Promise<ReadonlyMap<string, string>> {
  if ((await databases.databases()).length === 0) return new Map();
  const database = await settled(databases.open('aws-sso-wasm'));
  const documents = database.transaction('documents').objectStore('documents');
  const [names, texts] = await Promise.all([
    settled(documents.getAllKeys()),
    settled(documents.getAll()),
  ]);
  database.close();
  return new Map(names.map((name, index) => [String(name), String(texts[index])]));
}

/** What the request gives in the end. */
export async function settled<T>(request: Request<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
