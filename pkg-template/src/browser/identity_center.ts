/** IAM Identity Center in a page: the browser keeps what is stored, and several tabs share it. */

import { argumentError, checkOptions } from '../arguments.js';
import { core } from '../core.js';
import { centerOptions, identityCenterOver } from '../core_identity_center.js';
import type { Store, StoreKey } from '../host.js';
import type { IdentityCenter, IdentityCenterOptions } from '../identity_center.js';
import { createMemoryStore } from '../web/memory_store.js';
import { createDatabaseStore } from './database_store.js';
import { createSessionStorageStore } from './session_storage_store.js';
import { createWebLocks } from './web_locks.js';

/**
 * Where a page keeps tokens, registrations and role credentials. Every script of the page's origin can read any of these.
 *
 * - `memory`: nowhere; they are gone when the page is left or loaded anew.
 * - `session`: in `sessionStorage`, for this tab alone and until it is closed.
 * - `local`: in IndexedDB, for every tab and until the person signs out. The tabs renew a token once for all, by the Web Locks
 *   API; where a page has none (it is no secure context), each may.
 */
export type BrowserStorage = 'memory' | 'session' | 'local';

/** What {@link createBrowserIdentityCenter} takes. Everything can be left out. */
export interface BrowserOptions extends Omit<IdentityCenterOptions, 'store'> {
  /**
   * Where tokens, registrations and role credentials are kept: `memory` unless told. A sign-in by redirect, which leaves
   * the page, is always kept in `sessionStorage` until it is completed.
   */
  readonly storage?: BrowserStorage;
}

/**
 * IAM Identity Center with the browser's storage. Loads nothing yet, reads nothing and makes no request.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options of a wrong type. Where the browser lets this site store
 * nothing, calls reject with `ERR_STORE`; with `memory` only the sign-in by redirect does.
 *
 * @example
 * ```ts
 * const identityCenter = createBrowserIdentityCenter({ relay: '/idc', storage: 'session' });
 * const returned = await completeRedirect(identityCenter);
 * const session = returned?.session ?? identityCenter.session({ startUrl, region });
 * ```
 */
export function createBrowserIdentityCenter(options: BrowserOptions = {}): IdentityCenter {
  checkOptions(options, 'The options');
  const { storage = 'memory' } = options;
  const store = withPendingIn(createSessionStorageStore(), storeOf(storage));
  return identityCenterOver(centerOptions(options, store, core));
}

function storeOf(storage: BrowserStorage): Store {
  switch (storage) {
    case 'memory':
      return createMemoryStore();
    case 'session':
      return createSessionStorageStore();
    case 'local':
      return createDatabaseStore(createWebLocks());
    default:
      throw argumentError("options.storage must be 'memory', 'session' or 'local'.");
  }
}

/** The store of `everything`, but for sign-ins that wait for a redirect: those are kept in `pending`. */
function withPendingIn(pending: Store, everything: Store): Store {
  const storeOf = (key: StoreKey): Store => (key.kind === 'pending-sign-in' ? pending : everything);
  return {
    read: (key) => storeOf(key).read(key),
    write: (key, bytes) => storeOf(key).write(key, bytes),
    remove: (key) => storeOf(key).remove(key),
    list: (collection) => everything.list(collection),
    lock: (key, signal) => storeOf(key).lock(key, signal),
  };
}
