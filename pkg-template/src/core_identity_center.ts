// Identity Center over the core: options and arguments are checked at once, and put together with ports.

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
import type { Store } from './host.js';
import type { IdentityCenter, IdentityCenterOptions } from './identity_center.js';
import type { ClientSettings } from './wasm/core_glue.js';
import type { Instance } from './wasm/instance.js';
import { createFetchClient } from './web/fetch_client.js';
import { pageOrigin } from './web/fetch_error.js';
import { createTimerClock } from './web/timer_clock.js';

/** What it takes to list accounts and get credentials, and to renew the token. */
const DEFAULT_SCOPES: readonly string[] = ['sso:account:access'];

const STORE_METHODS: readonly (keyof Store)[] = ['read', 'write', 'remove', 'list', 'lock'];

/** The options, checked, with this store and this wasm. */
export function centerOptions(
  options: Omit<IdentityCenterOptions, 'store'>,
  store: Store,
  instance: Instance,
): CenterOptions & { readonly settings: ClientSettings } {
  const { fetch, clock = createTimerClock(), endpoints = {}, fips, dualStack } = options;
  const { timeoutMilliseconds, expiringMilliseconds } = options;
  checkMethods(store, 'options.store', STORE_METHODS);
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
    instance,
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
