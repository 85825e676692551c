// As much of a page as is used. A worker has less of it, and another runtime nothing at all.

/** `sessionStorage`. */
export interface PageStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** What IndexedDB will give. */
export interface DatabaseRequest<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

/** A request for a database, which may have to be made first. */
export interface DatabaseOpening extends DatabaseRequest<PageDatabase> {
  onupgradeneeded: (() => void) | null;
}

/** The databases of the origin (IndexedDB API). */
export interface PageDatabases {
  /** Those that are there; Firefox before 126 does not tell. */
  databases?(): Promise<readonly { readonly name?: string }[]>;
  open(name: string, version: number): DatabaseOpening;
}

/** One of them. */
export interface PageDatabase {
  onclose: (() => void) | null;
  onversionchange: (() => void) | null;
  close(): void;
  createObjectStore(name: string): unknown;
  transaction(
    stores: string,
    mode: 'readonly' | 'readwrite',
    options: { readonly durability: 'strict' },
  ): DatabaseTransaction;
}

/** Reads and writes that come about together or not at all, after those of the transactions before. */
export interface DatabaseTransaction {
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  objectStore(name: string): DatabaseObjects;
}

/** The objects of one kind in a database. */
export interface DatabaseObjects {
  get(key: string): DatabaseRequest<unknown>;
  getAllKeys(): DatabaseRequest<readonly unknown[]>;
  put(value: string, key: string): unknown;
  delete(key: string): unknown;
}

/** Where the page is, and how to leave it. */
export interface PageLocation {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly pathname: string;
  assign(url: string): void;
}

/** The locks that all tabs of an origin share (Web Locks API). */
export interface PageLocks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal },
    use: () => Promise<void>,
  ): Promise<unknown>;
}

/** What a page has besides what every JavaScript runtime has. */
export interface Page {
  readonly location?: PageLocation;
  readonly history?: {
    readonly state: unknown;
    replaceState(state: unknown, unused: string, url: string): void;
  };
  readonly navigator?: { readonly locks?: PageLocks };
  readonly sessionStorage?: PageStorage;
  readonly indexedDB?: PageDatabases;
  addEventListener?(
    type: string,
    listener: (event: { readonly persisted?: boolean }) => void,
  ): void;
}

/** The page, or whatever this runs in. */
export function currentPage(): Page {
  const page: Page & Pick<typeof globalThis, 'URL'> = globalThis;
  return page;
}
