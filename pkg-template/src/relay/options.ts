/** What a relay may be told, and what comes of what is left out. */

import { argumentError } from '../arguments.js';
import type { Endpoints, Fetch } from '../identity_center.js';
import { type HostVariant, partitionOf } from './partitions.js';

/** What {@link createRelay} takes. Everything can be left out. */
export interface RelayOptions {
  /** The path below which the routes stand, without a slash at its end. `/idc` unless told; `''` is the root. */
  readonly basePath?: string;
  /**
   * The origins that pages may use it from, such as `https://console.example.com`: exactly what `Origin` must be, and the
   * hosts that requests must be addressed to, so that no other name that resolves to this machine will do (DNS rebinding).
   * Unless told, it is the origin that the request itself is addressed to. Behind a proxy that ends TLS it must be told, and
   * the proxy must pass `Host` on.
   */
  readonly origins?: readonly string[];
  /** The Regions that are served. All that AWS may have unless told. */
  readonly regions?: readonly string[];
  /**
   * Whether the person behind a request may use the relay, by whatever the backend knows of its own session. Is asked after
   * the checks that need no body, and must not read it. Only `true` lets a request through. What it throws, the relay's
   * promise rejects with.
   */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Base URLs to use instead of AWS's, with https, or with http on this machine: VPC endpoints, or the sandbox. */
  readonly endpoints?: Omit<Endpoints, 'sts'>;
  /** Whether to use AWS's FIPS endpoints. They are not, unless told; they exclude {@link endpoints}. */
  readonly fips?: boolean;
  /** Whether to use AWS's dual-stack endpoints. They are not, unless told; they exclude {@link endpoints}. */
  readonly dualStack?: boolean;
  /** Makes the requests. The runtime's own unless told. It is asked not to follow redirects. */
  readonly fetch?: Fetch;
  /** The limit of one exchange, both bodies included, in milliseconds. 15000 unless told. */
  readonly timeoutMilliseconds?: number;
}

/** The options, checked and complete. */
export interface Settings {
  readonly basePath: string;
  /** `undefined`: the origin that a request is addressed to. */
  readonly origins: ReadonlySet<string> | undefined;
  /** The hosts of `origins`, with their ports. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** `undefined`: every Region. */
  readonly regions: ReadonlySet<string> | undefined;
  readonly authorize: ((request: Request) => boolean | Promise<boolean>) | undefined;
  /** Base URLs without a slash at their end. */
  readonly endpoints: { readonly oidc: string | undefined; readonly portal: string | undefined };
  readonly variant: HostVariant;
  readonly fetch: Fetch;
  readonly timeoutMilliseconds: number;
}

/** Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options that cannot be. */
export function settle(options: RelayOptions): Settings {
  check(typeof options === 'object' && options !== null, 'The options must be an object.');
  const { basePath = '/idc', origins, regions, authorize, endpoints = {} } = options;
  const { timeoutMilliseconds = 15_000, fetch, fips = false, dualStack = false } = options;
  check(
    typeof basePath === 'string' && /^(?:\/[\w~-][\w.~-]*)*$/.test(basePath),
    'basePath must be a path such as /idc, without a slash at its end.',
  );
  check(
    typeof timeoutMilliseconds === 'number' &&
      timeoutMilliseconds > 0 &&
      timeoutMilliseconds < 2 ** 31,
    'timeoutMilliseconds must be a number of milliseconds greater than 0.',
  );
  check(isFunction(authorize), 'authorize must be a function.');
  check(isFunction(fetch), 'fetch must be a function.');
  check(typeof endpoints === 'object' && endpoints !== null, 'endpoints must be an object.');
  check(typeof fips === 'boolean', 'fips must be true or false.');
  check(typeof dualStack === 'boolean', 'dualStack must be true or false.');
  check(
    !(fips || dualStack) || (endpoints.ssoOidc === undefined && endpoints.sso === undefined),
    'fips and dualStack choose among the endpoints of AWS, and cannot go with endpoints.',
  );
  const allowed = listed(
    origins,
    'origins',
    isOrigin,
    'an origin such as https://console.example.com',
  );
  return {
    basePath,
    origins: allowed,
    hosts: allowed && new Set([...allowed].map((origin) => new URL(origin).host)),
    regions: listed(
      regions,
      'regions',
      (region) => partitionOf(region) !== undefined,
      'a Region such as us-east-1',
    ),
    authorize,
    endpoints: {
      oidc: endpoint(endpoints.ssoOidc, 'endpoints.ssoOidc'),
      portal: endpoint(endpoints.sso, 'endpoints.sso'),
    },
    variant: { fips, dualStack },
    // The global one at the time of the call; some runtimes refuse it as a method of another object.
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    timeoutMilliseconds,
  };
}

function listed(
  values: unknown,
  name: string,
  isOne: (value: string) => boolean,
  one: string,
): ReadonlySet<string> | undefined {
  if (values === undefined) return undefined;
  const isList = Array.isArray(values) && values.length > 0;
  check(isList, `${name} must be an array that is not empty.`);
  const all = new Set<string>();
  for (const value of values as readonly unknown[]) {
    check(typeof value === 'string' && isOne(value), `Each of ${name} must be ${one}.`);
    all.add(value);
  }
  return all;
}

function isOrigin(text: string): boolean {
  const url = parsed(text);
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text;
}

function endpoint(base: unknown, name: string): string | undefined {
  if (base === undefined) return undefined;
  const url = typeof base === 'string' ? parsed(base) : undefined;
  check(
    url !== undefined &&
      (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) &&
      `${url.username}${url.password}${url.search}${url.hash}` === '',
    `${name} must be the https URL of an endpoint, or an http URL of this machine, without a query.`,
  );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function check(isGood: boolean, message: string): asserts isGood {
  if (!isGood) throw argumentError(message);
}
