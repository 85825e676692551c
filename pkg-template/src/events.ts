/** What a user interface shows while sessions live. Nothing in an event is secret, the codes for a person's eyes aside. */

import type { IdentityCenterError } from './errors.js';

/**
 * What a person has to see and do to approve a device (RFC 8628 section 3.3).
 *
 * Show it only to somebody who started this sign-in: whoever enters the code lets this program in.
 */
export interface DevicePrompt {
  /** What the person compares, or types: `ABCD-EFGH`. */
  readonly userCode: string;
  /** The page on which to type it. */
  readonly verificationUri: string;
  /** The same page with the code filled in, when the service gave one. */
  readonly verificationUriComplete?: string;
  /** When the code ends. */
  readonly expiresAt: Date;
}

/**
 * Something happened to a session. `session` is {@link Session.name}.
 *
 * @example
 * ```ts
 * const unsubscribe = identityCenter.subscribe((event) => {
 *   if (event.type === 'expiring') remind(event.session, event.expiresAt);
 *   if (event.type === 'signed-out') showSignIn();
 * });
 * ```
 */
export type IdentityCenterEvent =
  /** A person is asked to approve a device. */
  | { readonly type: 'prompt'; readonly session: string; readonly prompt: DevicePrompt }
  /** The person has not decided yet; the next poll comes after that many seconds (RFC 8628 section 3.5). */
  | { readonly type: 'polling'; readonly session: string; readonly intervalSeconds: number }
  /** A person signed in, or a token was brought by the caller. The token ends at `expiresAt`. */
  | { readonly type: 'signed-in'; readonly session: string; readonly expiresAt: Date }
  /** The token was renewed without a person. It ends at `expiresAt`. */
  | { readonly type: 'refreshed'; readonly session: string; readonly expiresAt: Date }
  /** The token ends soon, and nothing has renewed it; told once for each token. */
  | { readonly type: 'expiring'; readonly session: string; readonly expiresAt: Date }
  /** The session was ended. */
  | { readonly type: 'signed-out'; readonly session: string }
  /** Something went wrong that did not keep the call from going on. `session` is absent where no session is concerned. */
  | { readonly type: 'warning'; readonly session?: string; readonly error: IdentityCenterError };

/** Takes events. What it throws is ignored: an observer's failure is not the sign-in's. */
export type IdentityCenterListener = (event: IdentityCenterEvent) => void;
