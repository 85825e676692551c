// As much of a page as is used. A worker has less of it, and another runtime nothing at all.

/** `sessionStorage` or `localStorage`. */
export interface PageStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
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
  readonly localStorage?: PageStorage;
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
