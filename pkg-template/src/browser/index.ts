/** Signing in from a page: everything of the package's main entry, sign-in by redirect, and the browser's storage. */

export * from '../index.js';
export {
  createBrowserIdentityCenter,
  type BrowserOptions,
  type BrowserStorage,
} from './identity_center.js';
export {
  completeRedirect,
  signInWithRedirect,
  type CompletedRedirect,
  type RedirectOptions,
} from './redirect.js';
