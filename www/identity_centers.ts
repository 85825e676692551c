/** The library, once for each place where a sign-in can be kept. */

import {
  createBrowserIdentityCenter,
  type BrowserStorage,
  type IdentityCenter,
  type IdentityCenterEvent,
} from 'aws-sso-wasm/browser';
import type { PageConfig } from './config.js';
import { watchedFetch } from './throttling.js';

/** Makes each when it is first needed. */
export class IdentityCenters {
  readonly #made = new Map<BrowserStorage, IdentityCenter>();
  readonly #config: PageConfig;
  readonly #listener: (event: IdentityCenterEvent, storage: BrowserStorage) => void;

  constructor(
    config: PageConfig,
    listener: (event: IdentityCenterEvent, storage: BrowserStorage) => void,
  ) {
    this.#config = config;
    this.#listener = listener;
  }

  /** The one that keeps sign-ins in `storage`. */
  of(storage: BrowserStorage): IdentityCenter {
    const known = this.#made.get(storage);
    if (known !== undefined) return known;
    const { relay, endpoints, fips, dualStack } = this.#config;
    const made = createBrowserIdentityCenter({
      storage,
      relay,
      endpoints,
      fips,
      dualStack,
      fetch: watchedFetch,
    });
    made.subscribe((event) => this.#listener(event, storage));
    this.#made.set(storage, made);
    return made;
  }
}
