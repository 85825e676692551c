/** What a caller may ask of the sandbox, and what comes of what they leave out. */

import { IdentityCenterError } from '../errors.js';
import type { Fault } from './faults.js';
import type { SandboxEvent } from './events.js';

/** An AWS account that the sandbox's one person is assigned to. */
export interface SandboxAccount {
  /** Twelve digits. */
  readonly accountId: string;
  /** Any text, as organisations have it: blanks, quotes, markup, any script. Left out: an account without a name. */
  readonly accountName?: string;
  /** The address of the account's root user. */
  readonly emailAddress?: string;
  /** The names of the roles in this account. Left out: the roles of {@link SandboxOptions.roles}. */
  readonly roles?: readonly string[];
}

/** A role that AssumeRole hands out. */
export interface SandboxIamRole {
  /** Such as `arn:aws:iam::111122223333:role/deploy`. */
  readonly arn: string;
  /** The only external id that is accepted. Left out: none is asked for. */
  readonly externalId?: string;
}

/** How long things live, in seconds. */
export interface Lifetimes {
  /** An access token with the scope `sso:account:access`. 3600 unless told. */
  readonly accessToken: number;
  /** The sign-in as a whole: refresh tokens end with it, and a token without scopes lives as long. 28800 unless told. */
  readonly session: number;
  /** A registration. 7776000 (90 days) unless told. */
  readonly registration: number;
  /** The credentials that GetRoleCredentials gives. 3600 unless told. */
  readonly roleCredentials: number;
  /** A device code (RFC 8628 section 3.2 `expires_in`). 600 unless told. */
  readonly deviceCode: number;
  /** An authorization code (RFC 6749 section 4.1.2). 120 unless told. */
  readonly authorizationCode: number;
}

/** A token bucket in front of the portal: ListAccounts, ListAccountRoles, GetRoleCredentials and Logout. */
export interface RateLimit {
  /** How many requests per second are served over time. */
  readonly requestsPerSecond: number;
  /** How many are served at once after a rest. The requests of one second, and at least one, unless told. */
  readonly burst?: number;
  /** Whether a 429 says in `Retry-After` how many seconds to wait. The service says nothing, nor does the sandbox unless told. */
  readonly retryAfter?: boolean;
}

/** What the sandbox should be like. Everything can be left out. */
export interface SandboxOptions {
  /** The AWS access portal URL. `https://d-1234567890.awsapps.com/start` unless told. */
  readonly startUrl?: string;
  /** The other name of the same instance. `https://identitycenter.amazonaws.com/ssoins-1234567890abcdef` unless told. */
  readonly issuerUrl?: string;
  /** The Region, which also decides the partition in ARNs. `us-east-1` unless told. */
  readonly region?: string;
  /** The user name of the one person who is signed in. `alex@example.com` unless told. */
  readonly user?: string;
  /** The accounts, or how many to make up (0 to 100000). 3 unless told. */
  readonly accounts?: number | readonly SandboxAccount[];
  /** The names of the roles in each account, or how many to make up (0 to 1000). 2 unless told. */
  readonly roles?: number | readonly string[];
  /** Whether made-up accounts have the awkward names of real ones: markup, quotes, other scripts, or none at all. */
  readonly oddNames?: boolean;
  /** Names of roles that are listed, yet GetRoleCredentials answers 403 `No access`. */
  readonly deniedRoles?: readonly string[];
  /** The roles that AssumeRole knows. Left out: every role name in every account, without an external id. */
  readonly iamRoles?: readonly SandboxIamRole[];
  /**
   * What becomes of a request for consent: a person decides on the page (`ask`, unless told), or the sandbox does at once.
   * A device code is decided when it is polled for the second time, so that the first answer is `authorization_pending`.
   */
  readonly consent?: 'ask' | 'approve' | 'deny';
  /** Whether a redirect with `error` carries `state`, as RFC 6749 section 4.1.2.1 has it. True unless told. */
  readonly stateInErrors?: boolean;
  /**
   * `rotate`: a refresh gives a new refresh token, and the old one is refused from then on (unless told).
   * `keep`: a refresh gives none, and the old one stays good. `none`: there are no refresh tokens at all.
   */
  readonly refreshTokens?: 'rotate' | 'keep' | 'none';
  /** How long things live, in seconds. */
  readonly lifetimes?: Partial<Lifetimes>;
  /** Seconds between two polls for a device code (RFC 8628 section 3.2 `interval`), 1 to 60. 1 unless told. */
  readonly interval?: number;
  /** Entries per page when a request does not say `max_result`, 1 to 100. 20 unless told. */
  readonly pageSize?: number;
  /** Milliseconds that every answer takes. 0 unless told. */
  readonly latency?: number;
  /** Requests per second in front of the portal. Left out: no limit. */
  readonly rateLimit?: number | RateLimit;
  /** Milliseconds by which the sandbox's clock, and so its `Date` header, is ahead of {@link now}. 0 unless told. */
  readonly clockOffset?: number;
  /** The time in epoch milliseconds. `Date.now` unless told. */
  readonly now?: () => number;
  /** Answers to give instead of the true ones. */
  readonly faults?: readonly Fault[];
  /** Is told of every answer. */
  readonly onEvent?: (event: SandboxEvent) => void;
}

/** The options with nothing left out. */
export interface Settings {
  readonly startUrl: string;
  readonly issuerUrl: string;
  readonly region: string;
  readonly user: string;
  readonly accounts: number | readonly SandboxAccount[];
  readonly roles: number | readonly string[];
  readonly oddNames: boolean;
  readonly deniedRoles: readonly string[];
  readonly iamRoles: readonly SandboxIamRole[] | undefined;
  readonly consent: 'ask' | 'approve' | 'deny';
  readonly stateInErrors: boolean;
  readonly refreshTokens: 'rotate' | 'keep' | 'none';
  readonly lifetimes: Lifetimes;
  readonly interval: number;
  readonly pageSize: number;
  readonly latency: number;
  readonly rateLimit: Required<RateLimit> | undefined;
  readonly faults: readonly Fault[];
  readonly onEvent: (event: SandboxEvent) => void;
  /** The sandbox's own time in epoch milliseconds. */
  readonly now: () => number;
}

const LIFETIMES: Lifetimes = {
  accessToken: 3_600,
  session: 28_800,
  registration: 7_776_000,
  roleCredentials: 3_600,
  deviceCode: 600,
  authorizationCode: 120,
};

/** Fills in what was left out. Throws `ERR_INVALID_ARGUMENT` for what makes no sense. */
export function settle(options: SandboxOptions): Settings {
  const now = options.now ?? Date.now;
  const clockOffset = number('clockOffset', options.clockOffset ?? 0, -Infinity, Infinity);
  return {
    startUrl: httpsUrl('startUrl', options.startUrl ?? 'https://d-1234567890.awsapps.com/start'),
    issuerUrl: httpsUrl(
      'issuerUrl',
      options.issuerUrl ?? 'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    ),
    region: region(options.region ?? 'us-east-1'),
    user: user(options.user ?? 'alex@example.com'),
    accounts: accounts(options.accounts ?? 3),
    roles: roles(options.roles ?? 2),
    oddNames: options.oddNames ?? false,
    deniedRoles: options.deniedRoles ?? [],
    iamRoles: options.iamRoles,
    consent: oneOf('consent', options.consent ?? 'ask', ['ask', 'approve', 'deny']),
    stateInErrors: options.stateInErrors ?? true,
    refreshTokens: oneOf('refreshTokens', options.refreshTokens ?? 'rotate', [
      'rotate',
      'keep',
      'none',
    ]),
    lifetimes: lifetimes(options.lifetimes ?? {}),
    interval: number('interval', options.interval ?? 1, 1, 60),
    pageSize: integer('pageSize', options.pageSize ?? 20, 1, 100),
    latency: number('latency', options.latency ?? 0, 0, 600_000),
    rateLimit: rateLimit(options.rateLimit),
    faults: options.faults ?? [],
    onEvent: options.onEvent ?? (() => undefined),
    now: () => now() + clockOffset,
  };
}

function lifetimes(given: Partial<Lifetimes>): Lifetimes {
  const all: Lifetimes = { ...LIFETIMES, ...given };
  for (const [name, value] of Object.entries(all)) {
    if (!(name in LIFETIMES)) throw invalid(`There is no lifetime called "${name}".`);
    number(`lifetimes.${name}`, value, 0, Infinity);
  }
  return all;
}

function accounts(given: number | readonly SandboxAccount[]): number | readonly SandboxAccount[] {
  if (typeof given === 'number') return integer('accounts', given, 0, 100_000);
  const seen = new Set<string>();
  for (const { accountId } of given) {
    if (!/^\d{12}$/.test(accountId))
      throw invalid(`"${accountId}" is no account id: it takes twelve digits.`);
    if (seen.has(accountId)) throw invalid(`The account ${accountId} is listed twice.`);
    seen.add(accountId);
  }
  return given;
}

function roles(given: number | readonly string[]): number | readonly string[] {
  return typeof given === 'number' ? integer('roles', given, 0, 1_000) : given;
}

function rateLimit(given: number | RateLimit | undefined): Required<RateLimit> | undefined {
  if (given === undefined) return undefined;
  const limit = typeof given === 'number' ? { requestsPerSecond: given } : given;
  const requestsPerSecond = number('rateLimit', limit.requestsPerSecond, 0.001, 1_000_000);
  const burst = limit.burst ?? Math.max(1, requestsPerSecond);
  return {
    requestsPerSecond,
    burst: number('rateLimit.burst', burst, 1, 1_000_000),
    retryAfter: limit.retryAfter ?? false,
  };
}

function region(given: string): string {
  if (!/^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(given)) throw invalid(`"${given}" is no Region.`);
  return given;
}

function user(given: string): string {
  if (!/^[\w+=,.@-]{2,64}$/.test(given)) {
    throw invalid('A user name takes 2 to 64 letters, digits or characters of "+=,.@-_".');
  }
  return given;
}

function httpsUrl(name: string, given: string): string {
  if (!URL.canParse(given) || new URL(given).protocol !== 'https:') {
    throw invalid(`The option ${name} has to be an https URL.`);
  }
  return given;
}

function oneOf<T extends string>(name: string, given: T, choices: readonly T[]): T {
  if (!choices.includes(given))
    throw invalid(`The option ${name} has to be one of: ${choices.join(', ')}.`);
  return given;
}

function integer(name: string, given: number, least: number, most: number): number {
  if (!Number.isInteger(given)) throw invalid(`The option ${name} has to be a whole number.`);
  return number(name, given, least, most);
}

function number(name: string, given: number, least: number, most: number): number {
  if (typeof given !== 'number' || !(given >= least && given <= most)) {
    throw invalid(`The option ${name} has to be a number from ${least} to ${most}.`);
  }
  return given;
}

function invalid(message: string): IdentityCenterError {
  return new IdentityCenterError('ERR_INVALID_ARGUMENT', message);
}
