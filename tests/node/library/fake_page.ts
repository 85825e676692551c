// A stand-in for a page: where it is, where it was sent, and what its browser keeps.

import type { TestContext } from 'node:test';
import { createDatabases } from './fake_database.js';

/** A storage that can be blocked, or full. */
export class FakeStorage {
  readonly items = new Map<string, string>();
  isFull = false;
  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    if (this.isFull) throw new DOMException('Full.', 'QuotaExceededError');
    this.items.set(name, value);
  }
  removeItem(name: string): void {
    this.items.delete(name);
  }
}

/** A page: where it is, where it was sent, and what its browser keeps. */
export class FakePage {
  url: URL;
  readonly assigned: string[] = [];
  readonly replaced: string[] = [];
  readonly sessionStorage = new FakeStorage();
  readonly indexedDB = createDatabases();
  isBlocked = false;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** Makes it the page of this program until the test ends. */
  open(t: TestContext): void {
    const members: Readonly<Record<string, PropertyDescriptor>> = {
      location: {
        get: () => ({
          href: this.url.href,
          origin: this.url.origin,
          protocol: this.url.protocol,
          hostname: this.url.hostname,
          pathname: this.url.pathname,
          assign: (url: string) => this.assigned.push(url),
        }),
      },
      history: {
        get: () => ({
          state: null,
          replaceState: (_: unknown, __: string, url: string) => {
            this.url = new URL(url, this.url);
            this.replaced.push(url);
          },
        }),
      },
      sessionStorage: { get: () => this.#unlessBlocked(this.sessionStorage) },
      indexedDB: { get: () => this.#unlessBlocked(this.indexedDB) },
    };
    for (const [name, descriptor] of Object.entries(members)) {
      Object.defineProperty(globalThis, name, { ...descriptor, configurable: true });
      t.after(() => Reflect.deleteProperty(globalThis, name));
    }
  }

  /** The address that the page was left for, once it was. */
  async left(): Promise<string> {
    const before = this.assigned.length;
    while (this.assigned.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.assigned.at(-1) ?? '';
  }

  #unlessBlocked<T>(place: T): T {
    if (this.isBlocked) throw new DOMException('Blocked.', 'SecurityError');
    return place;
  }
}
