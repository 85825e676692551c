/** Signing in from a page: everything of the package's main entry, sign-in by redirect, and the browser's storage. */

export * from '../index.js';
export type { BrowserOptions, BrowserStorage } from './identity_center.js';
export type { CompletedRedirect, RedirectOptions } from './redirect.js';
