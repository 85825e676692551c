/** How each service says no: status, headers and body as AWS writes them. */

import { escapeXml } from './markup.js';

/** The services behind the sandbox's one origin. */
export type Service = 'oidc' | 'portal' | 'sts' | 'signin' | 'page';

/** A request that is refused. The service that was asked writes it down. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The exception's name, such as `InvalidGrantException`. */
  readonly code: string;
  /** The HTTP status, where it is not the one that belongs to the code. */
  readonly status: number | undefined;
  /** OIDC's `reason`. */
  readonly reason: string | undefined;
  /** Seconds for `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    details: {
      readonly status?: number;
      readonly reason?: string;
      readonly retryAfter?: number;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfter = details.retryAfter;
  }
}

/** OAuth's word for each exception of sso-oidc (RFC 6749 section 5.2, RFC 8628 section 3.5, RFC 7591 section 3.2.2). */
const OAUTH_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access_denied',
  AuthorizationPendingException: 'authorization_pending',
  ExpiredTokenException: 'expired_token',
  InternalServerException: 'server_error',
  InvalidClientException: 'invalid_client',
  InvalidClientMetadataException: 'invalid_client_metadata',
  InvalidGrantException: 'invalid_grant',
  InvalidRedirectUriException: 'invalid_redirect_uri',
  InvalidRequestException: 'invalid_request',
  InvalidScopeException: 'invalid_scope',
  SlowDownException: 'slow_down',
  UnauthorizedClientException: 'unauthorized_client',
  UnsupportedGrantTypeException: 'unsupported_grant_type',
};

/** The status of every code that is not plainly 400. */
const STATUSES: Readonly<Record<Service, Readonly<Record<string, number>>>> = {
  oidc: { InvalidClientException: 401, InternalServerException: 500 },
  portal: {
    UnauthorizedException: 401,
    ForbiddenException: 403,
    ResourceNotFoundException: 404,
    TooManyRequestsException: 429,
    InternalServerException: 500,
  },
  sts: {
    AccessDenied: 403,
    ExpiredToken: 403,
    InvalidClientTokenId: 403,
    MissingAuthenticationToken: 403,
    OptInRequired: 403,
    RegionDisabledException: 403,
    SignatureDoesNotMatch: 403,
    InternalFailure: 500,
    ServiceUnavailable: 503,
  },
  signin: { AccessDenied: 403 },
  page: { AccessDenied: 403, NotFound: 404 },
};

/** Statuses that mean the same at every service. */
const COMMON_STATUSES: Readonly<Record<string, number>> = {
  UnknownOperationException: 404,
  MethodNotAllowedException: 405,
  RequestEntityTooLargeException: 413,
};

/** What goes into the answer. */
export interface RefusalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The HTTP status with which the service refuses. */
export function statusOf(service: Service, { code, status }: Refusal): number {
  return status ?? COMMON_STATUSES[code] ?? STATUSES[service][code] ?? 400;
}

/** Writes a refusal down as the service does. */
export function writeRefusal(service: Service, refusal: Refusal, requestId: string): RefusalAnswer {
  const { code, message } = refusal;
  const status = statusOf(service, refusal);
  const retry: Record<string, string> =
    refusal.retryAfter === undefined ? {} : { 'Retry-After': String(refusal.retryAfter) };
  if (service === 'sts') {
    const type = status >= 500 ? 'Receiver' : 'Sender';
    const body =
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n' +
      `    <Type>${type}</Type>\n    <Code>${escapeXml(code)}</Code>\n    <Message>${escapeXml(message)}</Message>\n` +
      `  </Error>\n  <RequestId>${requestId}</RequestId>\n</ErrorResponse>\n`;
    return { status, contentType: 'text/xml', headers: retry, body };
  }
  if (service === 'oidc') {
    const error = OAUTH_ERRORS[code] ?? 'invalid_request';
    const body = {
      error,
      error_description: message,
      ...(refusal.reason === undefined ? {} : { reason: refusal.reason }),
    };
    const type = `${code}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`;
    return json(status, { ...retry, 'x-amzn-ErrorType': type }, body);
  }
  const namespace = 'com.amazonaws.switchboard.portal';
  const type = `${code}:http://internal.amazon.com/coral/${namespace}/`;
  return json(
    status,
    { ...retry, 'x-amzn-ErrorType': type },
    { message, __type: `${namespace}#${code}` },
  );
}

function json(status: number, headers: Record<string, string>, body: object): RefusalAnswer {
  return { status, contentType: 'application/json', headers, body: JSON.stringify(body) };
}
