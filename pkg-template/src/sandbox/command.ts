/** `aws-sso-wasm sandbox`: the sandbox in a terminal, until it is stopped. */

import { IdentityCenterError } from '../errors.js';
import type { SandboxEvent } from './events.js';
import { listen } from './listen.js';
import type { SandboxOptions } from './options.js';
import { createSandbox, type Sandbox } from './sandbox.js';

/** What the command needs of the terminal. */
export interface CommandIo {
  print(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  /** Aborts on Ctrl-C or when the process is asked to end. */
  readonly signal: AbortSignal;
}

/** The members of the JSON object, one per flag of the command. Whatever is left out is as in {@link SandboxOptions}. */
export interface CommandOptions {
  readonly port?: number;
  readonly accounts?: number;
  readonly roles?: number;
  readonly oddNames?: boolean;
  /** Milliseconds. */
  readonly latency?: number;
  /** Requests per second. */
  readonly rateLimit?: number;
  /** Whether a 429 says how long to wait. */
  readonly retryAfter?: boolean;
  /** Seconds. */
  readonly tokenLifetime?: number;
  /** Seconds. */
  readonly sessionLifetime?: number;
  /** Seconds. */
  readonly clientLifetime?: number;
  /** Seconds. */
  readonly credentialsLifetime?: number;
  /** Seconds. */
  readonly deviceCodeLifetime?: number;
  /** Seconds between two polls for a device code. */
  readonly interval?: number;
  /** Milliseconds by which its clock is ahead. */
  readonly clockOffset?: number;
  readonly startUrl?: string;
  readonly ssoRegion?: string;
  /** Allow every request for consent, without a person. */
  readonly autoApprove?: boolean;
  /** Deny every request for consent, without a person. */
  readonly deny?: boolean;
  /** Names of roles whose credentials are refused. */
  readonly denyRoles?: readonly string[];
}

/** What type each member has. */
const MEMBERS: Readonly<Record<keyof CommandOptions, 'number' | 'string' | 'boolean' | 'list'>> = {
  port: 'number',
  accounts: 'number',
  roles: 'number',
  oddNames: 'boolean',
  latency: 'number',
  rateLimit: 'number',
  retryAfter: 'boolean',
  tokenLifetime: 'number',
  sessionLifetime: 'number',
  clientLifetime: 'number',
  credentialsLifetime: 'number',
  deviceCodeLifetime: 'number',
  interval: 'number',
  clockOffset: 'number',
  startUrl: 'string',
  ssoRegion: 'string',
  autoApprove: 'boolean',
  deny: 'boolean',
  denyRoles: 'list',
};

/**
 * Runs the sandbox until the signal aborts; returns the exit code.
 *
 * stdout says how to use it, stderr names every request as it comes. Rejects with `ERR_INVALID_ARGUMENT` for options that
 * make no sense and with `ERR_NETWORK` when the port cannot be had.
 */
export async function runSandbox(options: string, io: CommandIo): Promise<number> {
  const given = readOptions(options);
  const log = (event: SandboxEvent): void => {
    void io.print('stderr', `${describe(event)}\n`);
  };
  const sandbox = createSandbox({ ...sandboxOptions(given), onEvent: log });
  const server = await listen(sandbox, given.port === undefined ? {} : { port: given.port });
  try {
    await io.print('stdout', banner(sandbox, server.url, server.environment));
    await aborted(io.signal);
  } finally {
    await server.close();
  }
  return 0;
}

function readOptions(text: string): CommandOptions {
  const parsed: unknown = JSON.parse(text);
  if (!isOptions(parsed)) {
    throw new IdentityCenterError(
      'ERR_INVALID_ARGUMENT',
      'The options of the sandbox are not as it takes them.',
    );
  }
  return parsed;
}

function isOptions(value: unknown): value is CommandOptions {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const expected: ReadonlyMap<string, string> = new Map(Object.entries(MEMBERS));
  return Object.entries(value).every(([name, member]: [string, unknown]) =>
    expected.get(name) === 'list'
      ? Array.isArray(member) && member.every((entry) => typeof entry === 'string')
      : expected.get(name) === typeof member,
  );
}

function sandboxOptions(given: CommandOptions): SandboxOptions {
  const { rateLimit, retryAfter, autoApprove, deny } = given;
  if (autoApprove === true && deny === true) {
    throw new IdentityCenterError(
      'ERR_INVALID_ARGUMENT',
      'The sandbox cannot both allow and deny every request.',
    );
  }
  const decided = deny === true ? 'deny' : 'approve';
  return {
    ...present('accounts', given.accounts),
    ...present('roles', given.roles),
    ...present('oddNames', given.oddNames),
    ...present('latency', given.latency),
    ...present('interval', given.interval),
    ...present('clockOffset', given.clockOffset),
    ...present('startUrl', given.startUrl),
    ...present('region', given.ssoRegion),
    ...present('deniedRoles', given.denyRoles),
    ...(rateLimit === undefined
      ? {}
      : { rateLimit: { requestsPerSecond: rateLimit, retryAfter: retryAfter === true } }),
    consent: autoApprove === true || deny === true ? decided : 'ask',
    lifetimes: {
      ...present('accessToken', given.tokenLifetime),
      ...present('session', given.sessionLifetime),
      ...present('registration', given.clientLifetime),
      ...present('roleCredentials', given.credentialsLifetime),
      ...present('deviceCode', given.deviceCodeLifetime),
    },
  };
}

/** An object with this member, or without it when there is no value. */
function present<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  const members: { [K in N]?: T } = {};
  if (value !== undefined) members[name] = value;
  return members;
}

/** What a person reads who starts it. The config goes as it is into `~/.aws/config`. */
function banner(
  sandbox: Sandbox,
  url: string,
  environment: Readonly<Record<string, string>>,
): string {
  const [account] = sandbox.accounts;
  const [role] = account?.roles ?? [];
  const profile =
    account === undefined || role === undefined
      ? []
      : [
          '[profile sandbox]',
          'sso_session = sandbox',
          `sso_account_id = ${account.accountId}`,
          `sso_role_name = ${role}`,
          `region = ${sandbox.region}`,
          '',
        ];
  const variables = Object.entries(environment).map(([name, value]) =>
    process.platform === 'win32' ? `$env:${name} = "${value}"` : `export ${name}=${value}`,
  );
  return [
    `The sandbox listens on ${url}, with ${count(sandbox.accounts.length, 'account')}.`,
    '',
    '# In the terminal where you want to use it:',
    ...variables,
    '',
    '# In ~/.aws/config:',
    '[sso-session sandbox]',
    `sso_start_url = ${sandbox.startUrl}`,
    `sso_region = ${sandbox.region}`,
    'sso_registration_scopes = sso:account:access',
    '',
    ...profile,
    '# Then, for example:',
    'aws-sso-wasm sso login --sso-session sandbox',
    '',
    'Press Ctrl-C to stop it.',
    '',
  ].join('\n');
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

/** Such as `20:31:04 CreateToken refresh_token 400 InvalidGrantException`; what a request brought cannot steer the terminal. */
function describe(event: SandboxEvent): string {
  const time = event.time.toISOString().slice(11, 19);
  const subject =
    event.grant ?? [event.accountId, event.roleName].filter((part) => part !== undefined).join(' ');
  return [
    time,
    event.operation,
    subject,
    event.status === 0 ? 'no answer' : String(event.status),
    event.error,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .replaceAll(/\p{Cc}/gu, '?');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
