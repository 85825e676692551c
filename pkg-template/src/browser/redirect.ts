/** Signing in by leaving the page and coming back (RFC 6749 section 4.1). */

import type { CallOptions, Session, SessionStatus } from '../session.js';

/** What `signInWithRedirect` takes. */
export interface RedirectOptions extends CallOptions {
  /** Where in this page's origin to go on afterwards; `completeRedirect` gives it back. */
  readonly returnTo?: string;
}

/** A sign-in by redirect that was completed. */
export interface CompletedRedirect {
  /** The session that is signed in now. */
  readonly session: Session;
  /** How it stands. */
  readonly status: SessionStatus;
  /** The `returnTo` of `signInWithRedirect`: a path in this page's origin. */
  readonly returnTo?: string;
}
