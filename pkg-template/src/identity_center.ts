/** Where it begins: IAM Identity Center with what the program around it provides. */

import { checkOptions } from './arguments.js';
import { core } from './core.js';
import { centerOptions, identityCenterOver } from './core_identity_center.js';
import type { IdentityCenterListener } from './events.js';
import type { Clock, Store } from './host.js';
import type { CallOptions, Session, SessionOptions, SessionStatus } from './session.js';
import { createMemoryStore } from './web/memory_store.js';

/** As much of the platform's `fetch` as is used. The global one is such, and so is that of a sandbox. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Base URLs to use instead of AWS's: VPC endpoints, or the sandbox. */
export interface Endpoints {
  /** Instead of `https://oidc.{region}.amazonaws.com`. */
  readonly ssoOidc?: string;
  /** Instead of `https://portal.sso.{region}.amazonaws.com`. */
  readonly sso?: string;
  /** Instead of `https://sts.{region}.amazonaws.com`. */
  readonly sts?: string;
}

/** What {@link createIdentityCenter} takes. Everything can be left out. */
export interface IdentityCenterOptions {
  /** Makes the requests. The runtime's own unless told. It is asked not to follow redirects and to send no cookies. */
  readonly fetch?: Fetch;
  /** Keeps tokens, registrations and role credentials. Memory of this object's own unless told. */
  readonly store?: Store;
  /** Tells the time and waits. The runtime's own unless told. */
  readonly clock?: Clock;
  /**
   * The base of a relay (`aws-sso-wasm/relay`), such as `/idc` or `https://console.example.com/idc`, through which pages
   * reach IAM Identity Center: its endpoints answer no foreign origin. A path is one of the page's own origin. None unless
   * told.
   */
  readonly relay?: string | URL;
  /** Base URLs to use instead of AWS's. */
  readonly endpoints?: Endpoints;
  /** Whether to use the FIPS endpoints. */
  readonly fips?: boolean;
  /** Whether to use the endpoints that speak IPv6 too. */
  readonly dualStack?: boolean;
  /** The limit of one HTTP exchange, body included, in milliseconds. 15000 unless told. */
  readonly timeoutMilliseconds?: number;
  /** How long before a token ends the event `expiring` comes, in milliseconds. 300000 unless told. */
  readonly expiringMilliseconds?: number;
}

/** A sign-in by redirect that was completed. */
export interface CompletedSignIn {
  /** The session that is signed in now. */
  readonly session: Session;
  /** How it stands. */
  readonly status: SessionStatus;
}

/** IAM Identity Center, as one program uses it: sessions that share a store, and their events. */
export interface IdentityCenter {
  /**
   * A session. Makes no request and reads nothing; two objects of the same name share the same token.
   *
   * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options of a wrong type. A start URL or Region that cannot
   * be right is refused by the calls that use it.
   */
  session(options: SessionOptions): Session;
  /**
   * Completes the sign-in that this redirect answers, whichever session of this store began it: as
   * {@link Session.completeSignIn}, for who does not know the session any more.
   */
  completeSignIn(callbackUrl: string, options?: CallOptions): Promise<CompletedSignIn>;
  /** Calls `listener` with every event from now on. Returns what ends that. */
  subscribe(listener: IdentityCenterListener): () => void;
}

/**
 * IAM Identity Center with the ports of any JavaScript runtime. Loads nothing yet and makes no request.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options of a wrong type.
 *
 * @example
 * ```ts
 * const identityCenter = createIdentityCenter();
 * const session = identityCenter.session({ startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1' });
 * await session.signInWithDeviceCode({ onPrompt: ({ userCode, verificationUri }) => show(userCode, verificationUri) });
 * ```
 */
export function createIdentityCenter(options: IdentityCenterOptions = {}): IdentityCenter {
  checkOptions(options, 'The options');
  const { store = createMemoryStore() } = options;
  return identityCenterOver(centerOptions(options, store, core));
}
