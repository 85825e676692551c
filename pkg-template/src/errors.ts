/**
 * What went wrong, told so that a program can act on it: one class, a closed list of codes, a guard.
 *
 * The codes are public API under SemVer; the messages are not.
 */

/** Every code. The core keeps the same list (`ErrorKind::CODES`); a test holds the two equal. */
export const CODES = [
  'ERR_ABORTED',
  'ERR_TIMEOUT',
  'ERR_NETWORK',
  'ERR_ACCESS_DENIED',
  'ERR_SIGN_IN_REQUIRED',
  'ERR_AUTHORIZATION_EXPIRED',
  'ERR_STATE_MISMATCH',
  'ERR_CONFIG_INVALID',
  'ERR_CONFIG_INCOMPLETE',
  'ERR_PROFILE_NOT_FOUND',
  'ERR_SESSION_NOT_FOUND',
  'ERR_NO_CREDENTIALS',
  'ERR_NO_REGION',
  'ERR_STORE',
  'ERR_BAD_RESPONSE',
  'ERR_SERVICE',
  'ERR_THROTTLED',
  'ERR_INVALID_ARGUMENT',
  'ERR_INTERNAL',
] as const;

/** The stable code of an error. */
export type Code = (typeof CODES)[number];

/** That code, or that of a defect for one that no version knows. */
export function toCode(code: string): Code {
  return CODES.find((known) => known === code) ?? 'ERR_INTERNAL';
}

/** How a service refused a request: what an `ERR_SERVICE` carries. */
export interface ServiceFault {
  /** `SSO OIDC`, `SSO`, `STS` or `Signin`. */
  readonly service: string;
  /** The operation by its API name, such as `CreateToken`. */
  readonly operation: string;
  /** The HTTP status. */
  readonly status: number;
  /** The exception name, such as `UnauthorizedException`, or the status when the body named none. */
  readonly awsCode: string;
  /** OAuth's `error` (RFC 6749 section 5.2), when the body had one. */
  readonly error?: string;
  /** What the service says about it. May be empty. */
  readonly message: string;
  /** The service's id of the request, to quote to AWS Support. */
  readonly requestId?: string;
  /** Seconds to wait before the next try, when the service said so. */
  readonly retryAfter?: number;
}

/** Which file could not be used, and how: what an `ERR_STORE` of the Node host carries. */
export interface FileFault {
  /** The file or folder. */
  readonly path: string;
  /** The operating system's code, such as `EACCES`. */
  readonly system: string;
  /** Reading may go on: only writing is refused here (permissions, a read-only or full disk). */
  readonly readOnly: boolean;
}

/** What an {@link IdentityCenterError} may carry besides its code and message. */
export interface ErrorDetails {
  /** The next step, as a sentence. */
  readonly help?: string;
  /** What caused it. */
  readonly cause?: unknown;
  /** Whether the same call may succeed if it is simply made again later. Follows from the code unless given. */
  readonly retryable?: boolean;
  /** With `ERR_SERVICE`. */
  readonly fault?: ServiceFault;
  /** With `ERR_STORE`. */
  readonly file?: FileFault;
}

/** Two copies of this package in one program know each other's errors by this. */
const BRAND = Symbol.for('aws-sso-wasm.IdentityCenterError');

const RETRYABLE: readonly Code[] = ['ERR_NETWORK', 'ERR_TIMEOUT', 'ERR_THROTTLED'];

/** Every error this package raises. Neither the message nor any property holds a secret or a URL's query. */
export class IdentityCenterError extends Error {
  override readonly name = 'IdentityCenterError';
  /** The stable code. */
  readonly code: Code;
  /** Whether the same call may succeed if it is simply made again later. */
  readonly retryable: boolean;
  /** The next step, when there is one. */
  readonly help: string | undefined;
  /** How the service refused; set if and only if the code is `ERR_SERVICE`. */
  readonly fault: ServiceFault | undefined;
  /** The file concerned; only ever set when the code is `ERR_STORE`. */
  readonly file: FileFault | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.help = details.help;
    this.fault = details.fault;
    this.file = details.file;
    this.retryable =
      details.retryable ?? (RETRYABLE.includes(code) || isRetryableFault(details.fault));
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** An {@link IdentityCenterError} told apart by its code. */
export type AnyIdentityCenterError =
  | (IdentityCenterError & { readonly code: 'ERR_SERVICE'; readonly fault: ServiceFault })
  | (IdentityCenterError & {
      readonly code: Exclude<Code, 'ERR_SERVICE'>;
      readonly fault: undefined;
    });

/** Whether this is an error of this package, and, if a code is given, one with that code. */
export function isIdentityCenterError<C extends Code = Code>(
  error: unknown,
  code?: C,
): error is AnyIdentityCenterError & { readonly code: C } {
  return (
    typeof error === 'object' &&
    error !== null &&
    BRAND in error &&
    (code === undefined || ('code' in error && error.code === code))
  );
}

/**
 * Any thrown value as an error of this package: one of ours stays what it is, an abort (`AbortError`) becomes `ERR_ABORTED`,
 * anything else is a defect of whoever threw it, `ERR_INTERNAL`.
 */
export function toIdentityCenterError(cause: unknown): IdentityCenterError {
  if (isIdentityCenterError(cause)) return cause;
  if (cause instanceof Error && cause.name === 'AbortError') return aborted(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  return new IdentityCenterError('ERR_INTERNAL', message, { cause });
}

/** The error for a wait that the caller, or the person at the keyboard, ended. */
export function aborted(cause?: unknown): IdentityCenterError {
  return new IdentityCenterError('ERR_ABORTED', 'The operation was cancelled.', { cause });
}

function isRetryableFault(fault: ServiceFault | undefined): boolean {
  return fault !== undefined && (fault.status >= 500 || fault.status === 429);
}
