/** RegisterClient (RFC 7591 in AWS's dress), and who a client is afterwards. */

import { json, JsonBody, type Answer, type Exchange } from './exchange.js';
import type { Registration } from './ledger.js';
import type { Settings } from './options.js';
import { opaque } from './random.js';
import { Refusal } from './refusal.js';

/** The grants that CreateToken knows. */
export const AUTHORIZATION_CODE = 'authorization_code';
export const REFRESH_TOKEN = 'refresh_token';
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const GRANT_TYPES: readonly string[] = [AUTHORIZATION_CODE, REFRESH_TOKEN, DEVICE_CODE];

/** The scope that gives access to the portal. */
export const ACCOUNT_ACCESS = 'sso:account:access';

const REDIRECT_URI = /^http:\/\/127\.0\.0\.1(?::([1-9]\d{0,4}))?\/oauth\/callback$/;

/** POST /client/register. */
export function registerClient(exchange: Exchange): Answer {
  const body = new JsonBody(exchange);
  const clientName = body.text('clientName');
  if (body.text('clientType') !== 'public') {
    throw new Refusal('InvalidClientMetadataException', 'Invalid client type provided');
  }
  const scopes = body.optionalList('scopes') ?? [];
  if (!scopes.every(isScope)) throw new Refusal('InvalidScopeException', 'Invalid scope provided');
  const redirectUris = body.optionalList('redirectUris') ?? [];
  if (!redirectUris.every(isRedirectUri)) {
    throw new Refusal('InvalidRedirectUriException', 'Invalid redirect URI provided');
  }
  const grantTypes = body.optionalList('grantTypes') ?? [DEVICE_CODE, REFRESH_TOKEN];
  checkGrantTypes(grantTypes, redirectUris);
  const issuerUrl = body.optionalText('issuerUrl');
  if (issuerUrl !== undefined && !isKnownIssuer(exchange.settings, issuerUrl)) {
    throw new Refusal('InvalidRequestException', 'Invalid issuer url provided');
  }
  const registration: Registration = {
    clientId: opaque(16),
    clientSecret: opaque(96),
    clientName,
    scopes,
    redirectUris,
    grantTypes,
    expiresAt: exchange.now + exchange.settings.lifetimes.registration * 1_000,
  };
  exchange.ledger.registrations.put(registration.clientId, registration);
  return json({
    authorizationEndpoint: null,
    clientId: registration.clientId,
    clientIdIssuedAt: Math.floor(exchange.now / 1_000),
    clientSecret: registration.clientSecret,
    clientSecretExpiresAt: Math.floor(registration.expiresAt / 1_000),
    tokenEndpoint: null,
  });
}

/** The client that a body names and proves to be. */
export function authenticateClient(exchange: Exchange, body: JsonBody): Registration {
  const clientId = body.text('clientId');
  const clientSecret = body.text('clientSecret');
  const registration = exchange.ledger.registrations.get(clientId);
  if (
    registration === undefined ||
    registration.clientSecret !== clientSecret ||
    registration.expiresAt <= exchange.now
  ) {
    throw new Refusal('InvalidClientException', 'Invalid client provided');
  }
  return registration;
}

/** Whether this is a redirect URI that AWS takes from a public client: loopback by number, and this one path. */
export function isRedirectUri(text: string): boolean {
  const match = REDIRECT_URI.exec(text);
  return match !== null && Number(match[1] ?? '80') <= 65_535;
}

/** Whether a registered redirect URI covers the one that is asked for: the port may differ if none was registered. */
export function coversRedirectUri(registered: string, asked: string): boolean {
  const hasPort = REDIRECT_URI.exec(registered)?.[1] !== undefined;
  return hasPort ? registered === asked : isRedirectUri(asked);
}

/** Whether this is the start URL or the issuer URL, in any of the forms people write it: with `/`, `#` or `#/` behind it. */
export function isKnownIssuer(settings: Settings, url: string): boolean {
  const plain = (text: string): string => text.replace(/\/?#?\/?$/, '');
  return [settings.startUrl, settings.issuerUrl].some((known) => plain(known) === plain(url));
}

function isScope(scope: string): boolean {
  if (scope.startsWith('sso:')) return scope === ACCOUNT_ACCESS;
  return /^[a-z][a-z0-9_-]*(:[a-z0-9_*-]+)+$/.test(scope);
}

function checkGrantTypes(grantTypes: readonly string[], redirectUris: readonly string[]): void {
  if (grantTypes.length === 0 || grantTypes.some((grant) => !GRANT_TYPES.includes(grant))) {
    throw new Refusal('UnsupportedGrantTypeException', 'Unsupported grant type provided');
  }
  if (grantTypes.includes(AUTHORIZATION_CODE) && grantTypes.includes(DEVICE_CODE)) {
    throw new Refusal(
      'InvalidScopeException',
      'The grants authorization_code and device_code cannot be in one registration',
    );
  }
  if (grantTypes.includes(AUTHORIZATION_CODE) && redirectUris.length === 0) {
    throw new Refusal(
      'InvalidRedirectUriException',
      'The grant authorization_code takes a redirect URI',
    );
  }
}
