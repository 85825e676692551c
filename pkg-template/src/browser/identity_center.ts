/** IAM Identity Center in a page: the browser keeps what is stored, and several tabs share it. */

import type { IdentityCenterOptions } from '../identity_center.js';

/**
 * Where a page keeps tokens, registrations and role credentials. Every script of the page's origin can read any of these.
 *
 * - `memory`: nowhere; they are gone when the page is left or loaded anew.
 * - `session`: in `sessionStorage`, for this tab alone and until it is closed.
 * - `local`: in `localStorage`, for every tab and until the person signs out. The tabs refresh once for all.
 */
export type BrowserStorage = 'memory' | 'session' | 'local';

/** What `createBrowserIdentityCenter` takes. Everything can be left out. */
export interface BrowserOptions extends Omit<IdentityCenterOptions, 'store'> {
  /**
   * Where tokens, registrations and role credentials are kept: `memory` unless told. A sign-in by redirect, which leaves
   * the page, is always kept in `sessionStorage` until it is completed.
   */
  readonly storage?: BrowserStorage;
}
