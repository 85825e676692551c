/** A session: one person at one access portal, with the token that stands for them. */

import type {
  AccessToken,
  AwsCredentialIdentityProvider,
  AwsTokenIdentityProvider,
  RoleCredentials,
} from './credentials.js';
import type { IdentityCenterError } from './errors.js';
import type { DevicePrompt } from './events.js';

/** Which session: the `sso-session` section of the shared config file, as an object. */
export interface SessionOptions {
  /** The AWS access portal URL, such as `https://d-1234567890.awsapps.com/start`, or the issuer URL. */
  readonly startUrl: string;
  /** The Region of the IAM Identity Center instance, such as `eu-west-1`. */
  readonly region: string;
  /** Names the token's document, as the name of an `sso-session` does. The start URL unless told. */
  readonly name?: string;
  /** The scopes to ask for (RFC 6749 section 3.3). `sso:account:access` unless told. */
  readonly scopes?: readonly string[];
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call with `ERR_ABORTED`, whatever it waits for. */
  readonly signal?: AbortSignal;
}

/** How a session stands. */
export interface SessionStatus {
  /** Whether the session works without a person: its token has not ended, or can be renewed. AWS may have revoked it. */
  readonly signedIn: boolean;
  /** When the token ends, or ended; absent if there is none. */
  readonly expiresAt?: Date;
  /** Whether the token can be renewed without a person (RFC 6749 section 6). */
  readonly refreshable: boolean;
  /** When the client registration ends, and with it the means of renewing the token. */
  readonly registrationExpiresAt?: Date;
}

/** A sign-in that was begun and waits for the person. */
export interface BegunSignIn {
  /** Where to send the person's browser (RFC 6749 section 4.1.1, with PKCE: RFC 7636). */
  readonly url: string;
  /** Tells the redirect that answers it from any other; a secret until then. */
  readonly state: string;
}

/** An account that the person may use. */
export interface Account {
  /** Twelve digits. */
  readonly accountId: string;
  /** Whatever the organisation called it: any text, markup too. */
  readonly accountName?: string;
  /** The address of the account's root user. */
  readonly emailAddress?: string;
}

/** A role that the person may take on in an account. */
export interface Role {
  /** Twelve digits. */
  readonly accountId: string;
  /** The name of the permission set. */
  readonly roleName: string;
}

/** Names a role. {@link Role} is such. */
export interface RoleReference {
  /** Twelve digits. */
  readonly accountId: string;
  /** The name of the permission set. */
  readonly roleName: string;
}

/** An account with all its roles. */
export interface AccountRoles {
  readonly account: Account;
  readonly roles: readonly Role[];
}

/** What came of a sign-out. */
export interface SignedOut {
  /** Whether AWS confirmed that the token is good for nothing any more. `false` also if there was none. */
  readonly revoked: boolean;
  /** How many stored role credentials were removed. AWS accepts any copy of them until they end. */
  readonly roleCredentials: number;
}

/** What {@link Session.signInWithDeviceCode} takes. */
export interface DeviceSignInOptions extends CallOptions {
  /** Shows the person the code and where to enter it. Called once; what it throws ends the sign-in. */
  readonly onPrompt: (prompt: DevicePrompt) => void;
}

/** What {@link Session.provider} and {@link Session.tokenProvider} may do when only a person can help. */
export interface SignInRequest {
  /**
   * Called when there is no usable token and none to be had without a person. When it resolves, what was asked for is tried
   * once more. It runs once for all who wait, and what it rejects with reaches all of them.
   *
   * Left out: they are rejected with `error`.
   */
  readonly onSignInRequired?: (session: Session, error: IdentityCenterError) => Promise<unknown>;
}

/** What {@link Session.provider} takes. */
export interface ProviderOptions extends RoleReference, SignInRequest {}

/**
 * One person at one access portal.
 *
 * Every method checks its arguments at once and throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for those of a
 * wrong type. All that can fail later rejects with an {@link IdentityCenterError}; the codes are named at each method, and
 * besides those any call can end in `ERR_ABORTED` (its signal), `ERR_STORE` (the store fails) and `ERR_INTERNAL` (a defect).
 * A call that makes requests can also end in `ERR_NETWORK`, `ERR_TIMEOUT`, `ERR_THROTTLED`, `ERR_BAD_RESPONSE` and
 * `ERR_SERVICE`.
 *
 * @example
 * ```ts
 * const identityCenter = createIdentityCenter({ relay: '/idc' });
 * const session = identityCenter.session({ startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1' });
 * await session.signInWithDeviceCode({ onPrompt: ({ userCode, verificationUri }) => show(userCode, verificationUri) });
 * for await (const { account, roles } of session.accountRoles()) list(account, roles);
 * const credentials = await session.roleCredentials({ accountId: '111122223333', roleName: 'ReadOnly' });
 * ```
 */
export interface Session {
  /** Names the token's document, and the session in events. */
  readonly name: string;
  /** The AWS access portal URL. */
  readonly startUrl: string;
  /** The Region of the IAM Identity Center instance. */
  readonly region: string;

  /**
   * Begins a sign-in with the authorization code (RFC 6749 section 4.1) and PKCE (RFC 7636). Keeps what
   * {@link Session.completeSignIn} needs in the store, so that the two can run in different pages or processes.
   *
   * AWS accepts only `http://127.0.0.1:{port}/oauth/callback` as the redirect of a public client.
   *
   * Rejects with `ERR_INVALID_ARGUMENT` for any other redirect URI.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_RegisterClient.html
   */
  beginSignIn(options: { readonly redirectUri: string } & CallOptions): Promise<BegunSignIn>;

  /**
   * Completes the sign-in that this redirect answers. It is used up by this, whatever comes of it.
   *
   * Rejects with `ERR_STATE_MISMATCH` (it answers no sign-in that was begun here, or one that was completed),
   * `ERR_ACCESS_DENIED` (the person declined), `ERR_AUTHORIZATION_EXPIRED` (it took too long), `ERR_SERVICE` (AWS refused the
   * code) or `ERR_INVALID_ARGUMENT` (no redirect at all).
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
   */
  completeSignIn(callbackUrl: string, options?: CallOptions): Promise<SessionStatus>;

  /**
   * Signs in with a device code (RFC 8628): shows the person a code, and polls until they decide.
   *
   * Rejects with `ERR_ACCESS_DENIED` (the person declined) or `ERR_AUTHORIZATION_EXPIRED` (the code ran out).
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_StartDeviceAuthorization.html
   */
  signInWithDeviceCode(options: DeviceSignInOptions): Promise<SessionStatus>;

  /**
   * Signs in with an access token that the caller has from elsewhere. It cannot be renewed.
   *
   * Rejects with `ERR_INVALID_ARGUMENT` for one that has ended or is no token.
   */
  useToken(token: AccessToken, options?: CallOptions): Promise<SessionStatus>;

  /** How the session stands by what the store holds. Makes no request. */
  status(options?: CallOptions): Promise<SessionStatus>;

  /**
   * The access token, renewed first when less than 15 minutes of it are left and it can be. All who share the store make
   * one request.
   *
   * Rejects with `ERR_SIGN_IN_REQUIRED`.
   */
  accessToken(options?: CallOptions): Promise<AccessToken>;

  /**
   * The accounts that the person may use, page by page as they are read. Leaving the loop stops the requests.
   *
   * Throws `ERR_SIGN_IN_REQUIRED` in the loop.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_ListAccounts.html
   */
  accounts(options?: CallOptions): AsyncIterable<Account>;

  /**
   * The roles that the person may take on in an account.
   *
   * Throws `ERR_SIGN_IN_REQUIRED`, or `ERR_SERVICE` if the person has no access to that account, in the loop.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_ListAccountRoles.html
   */
  roles(accountId: string, options?: CallOptions): AsyncIterable<Role>;

  /**
   * All accounts, or those of `accountIds`, each with its roles, at the pace that the portal allows and in the order in
   * which they come.
   *
   * Throws `ERR_SIGN_IN_REQUIRED` in the loop.
   */
  accountRoles(
    options?: { readonly accountIds?: readonly string[] } & CallOptions,
  ): AsyncIterable<AccountRoles>;

  /**
   * Credentials of a role: those in the store while they last, else new ones.
   *
   * Rejects with `ERR_SIGN_IN_REQUIRED`, or `ERR_SERVICE` if the person may not take on that role.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
   */
  roleCredentials(role: RoleReference, options?: CallOptions): Promise<RoleCredentials>;

  /**
   * The access portal's shortcut link that opens the AWS console with a role, at `destination` if one is given. Makes no
   * request and holds no secret: whoever follows it is asked to sign in by the portal.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html
   */
  consoleUrl(
    role: RoleReference & { readonly destination?: string },
    options?: CallOptions,
  ): Promise<string>;

  /**
   * Credentials of a role for AWS SDK clients. They are renewed in the background from five minutes before they end, once for
   * all who ask; a sign-in elsewhere that shares the store is picked up. It keeps no process alive.
   *
   * What it returns rejects as {@link Session.roleCredentials} does.
   */
  provider(options: ProviderOptions): AwsCredentialIdentityProvider;

  /** The access token for AWS SDK clients that take a bearer token, renewed as the credentials of {@link Session.provider} are. */
  tokenProvider(options?: SignInRequest): AwsTokenIdentityProvider;

  /**
   * Ends the session: at AWS, and in the store with all role credentials that came from it. The store is cleared also
   * when AWS cannot be reached; `revoked` tells.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_Logout.html
   */
  signOut(options?: CallOptions): Promise<SignedOut>;
}
