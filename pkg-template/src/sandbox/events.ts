/** What happened at the sandbox, for tests that count requests and for people who watch. Never a secret. */

/** What a request asked for: the API name of the operation, or the page. */
export type Operation =
  | 'RegisterClient'
  | 'StartDeviceAuthorization'
  | 'CreateToken'
  /** GET /authorize: somebody opened the consent page. */
  | 'Authorize'
  /** POST /authorize: somebody allowed or denied it. */
  | 'Consent'
  /** GET of the device page. */
  | 'DevicePage'
  /** POST of the device page: somebody allowed or denied a code. */
  | 'DeviceConsent'
  | 'ListAccounts'
  | 'ListAccountRoles'
  | 'GetRoleCredentials'
  | 'Logout'
  | 'GetCallerIdentity'
  | 'AssumeRole'
  | 'GetSigninToken'
  /** GET /federation?Action=login. */
  | 'ConsoleLogin'
  /** The page at `/`, a preflight, or something that is not there. */
  | 'Other';

/** One request and how it was answered. */
export interface SandboxEvent {
  /** When it came, by the sandbox's clock. */
  readonly time: Date;
  readonly operation: Operation;
  /** The HTTP status, or 0 when the answer was a hang or a reset. */
  readonly status: number;
  /** The exception's name, when the request was refused. */
  readonly error?: string;
  /** Whether a {@link Fault} took the place of the true answer. */
  readonly injected: boolean;
  /** CreateToken: `authorization_code`, `refresh_token` or `device_code`. */
  readonly grant?: string;
  /** The account that was asked for. */
  readonly accountId?: string;
  /** The role that was asked for. */
  readonly roleName?: string;
}

/** What a handler adds to the event of its request. */
export interface EventDetail {
  grant?: string;
  accountId?: string;
  roleName?: string;
}
