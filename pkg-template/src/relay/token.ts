/** The access token of a request. */

import { Refusal } from './refusal.js';

const MAX_TOKEN = 8192;

/**
 * The token of `Authorization: Bearer` (RFC 6750 section 2.1) or of `x-amz-sso-bearer-token`.
 *
 * Not of `x-amz-sso_bearer_token`, AWS's own name: proxies drop names with underscores, so a page that relied on it would
 * work only until it is deployed.
 */
export function bearerToken(headers: Headers): string {
  const authorization = headers.get('authorization');
  const alternative = headers.get('x-amz-sso-bearer-token');
  if (authorization !== null && alternative !== null) {
    throw new Refusal(400, 'The request has two access tokens.');
  }
  const token = alternative ?? /^bearer +(.*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    throw new Refusal(401, 'The request has no access token.', { 'WWW-Authenticate': 'Bearer' });
  }
  if (token.length > MAX_TOKEN || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Refusal(401, 'What the request has for an access token is none.', {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
    });
  }
  return token;
}
