/** Where it begins: IAM Identity Center with what the program around it provides. */

import {
  argumentError,
  checkCallOptions,
  checkMethods,
  checkOptionalBoolean,
  checkOptionalFunction,
  checkOptionalMilliseconds,
  checkOptionalString,
  checkOptionalStrings,
  checkOptions,
  checkString,
} from './arguments.js';
import { createCenter, type CenterOptions } from './center.js';
import { completeSignIn, createSession } from './core_session.js';
import type { IdentityCenterListener } from './events.js';
import type { Clock, Store } from './host.js';
import type { CallOptions, Session, SessionOptions, SessionStatus } from './session.js';
import { createFetchClient } from './web/fetch_client.js';
import { pageOrigin } from './web/fetch_error.js';
import { createMemoryStore } from './web/memory_store.js';
import { core } from './wasm/core.js';
import { createTimerClock } from './web/timer_clock.js';

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
   * reach IAM Identity Center: its endpoints answer no foreign origin. None unless told.
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
  checkMethods(store, 'options.store', STORE_METHODS);
  return identityCenterOver(centerOptions(options, store));
}

/** What it takes to list accounts and get credentials, and to renew the token. */
const DEFAULT_SCOPES: readonly string[] = ['sso:account:access'];

const STORE_METHODS: readonly (keyof Store)[] = ['read', 'write', 'remove', 'list', 'lock'];

/** The options, checked, with this store. */
export function centerOptions(
  options: Omit<IdentityCenterOptions, 'store'>,
  store: Store,
): CenterOptions {
  const { fetch, clock = createTimerClock(), endpoints = {}, fips, dualStack } = options;
  const { timeoutMilliseconds, expiringMilliseconds } = options;
  checkOptionalFunction(fetch, 'options.fetch');
  checkMethods(clock, 'options.clock', ['now', 'sleep']);
  checkOptions(endpoints, 'options.endpoints');
  checkOptionalString(endpoints.ssoOidc, 'options.endpoints.ssoOidc');
  checkOptionalString(endpoints.sso, 'options.endpoints.sso');
  checkOptionalString(endpoints.sts, 'options.endpoints.sts');
  checkOptionalBoolean(fips, 'options.fips');
  checkOptionalBoolean(dualStack, 'options.dualStack');
  checkOptionalMilliseconds(timeoutMilliseconds, 'options.timeoutMilliseconds', 1);
  checkOptionalMilliseconds(expiringMilliseconds, 'options.expiringMilliseconds', 0);
  const relay = options.relay === undefined ? undefined : absolute(options.relay);
  return {
    instance: core,
    ports: {
      client: createFetchClient({ fetch, relay, timeoutMilliseconds }),
      store,
      clock,
    },
    settings: { endpoints, relay, fips, dualStack },
    expiringMilliseconds,
  };
}

/** Identity Center over ports of any make. */
export function identityCenterOver(options: CenterOptions): IdentityCenter {
  const center = createCenter(options);
  return {
    session(session) {
      checkOptions(session, 'The options');
      const { startUrl, region, name = startUrl, scopes = DEFAULT_SCOPES } = session;
      checkString(startUrl, 'options.startUrl');
      checkString(region, 'options.region');
      checkString(name, 'options.name');
      checkOptionalStrings(scopes, 'options.scopes');
      return createSession(center, { name, startUrl, region, scopes: [...scopes] });
    },
    completeSignIn(callbackUrl, call = {}) {
      checkString(callbackUrl, 'The callback URL');
      checkCallOptions(call);
      return completeSignIn(center, callbackUrl, call).then(({ session, status }) => ({
        session: createSession(center, session),
        status,
      }));
    },
    subscribe(listener) {
      if (typeof listener !== 'function') throw argumentError('The listener must be a function.');
      return center.subscribe(listener);
    },
  };
}

/** The relay's base with its origin: one without is of the page's own. */
function absolute(relay: unknown): string {
  if (typeof relay === 'string' || relay instanceof URL) {
    const base = pageOrigin();
    if (URL.canParse(String(relay), base)) return new URL(relay, base).href.replace(/\/$/, '');
  }
  throw argumentError('options.relay must be a URL, absolute unless this is a page.');
}
