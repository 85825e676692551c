/** CreateToken: an authorization code, a device code or a refresh token for an access token. */

import { json, JsonBody, type Answer, type Exchange } from './exchange.js';
import type { Registration, Session } from './ledger.js';
import { isVerifier, verifies } from './pkce.js';
import { opaque } from './random.js';
import { Refusal } from './refusal.js';
import {
  ACCOUNT_ACCESS,
  AUTHORIZATION_CODE,
  authenticateClient,
  DEVICE_CODE,
  REFRESH_TOKEN,
} from './register.js';

/** How much earlier than the interval a poll may come, in milliseconds: timers fire early and networks jitter. */
const POLL_TOLERANCE = 100;
/** What a poll that comes too early adds to the interval, in milliseconds (RFC 8628 section 3.5). */
const SLOW_DOWN = 5_000;

/** POST /token. */
export async function createToken(exchange: Exchange): Promise<Answer> {
  const body = new JsonBody(exchange);
  const grantType = body.text('grantType');
  exchange.detail.grant = grantType.replace(/^.*:/, '');
  const client = authenticateClient(exchange, body);
  if (![AUTHORIZATION_CODE, REFRESH_TOKEN, DEVICE_CODE].includes(grantType)) {
    throw new Refusal('UnsupportedGrantTypeException', 'Unsupported grant type provided');
  }
  if (!client.grantTypes.includes(grantType)) {
    throw new Refusal(
      'UnauthorizedClientException',
      'Client is not registered for this grant type',
    );
  }
  if (grantType === AUTHORIZATION_CODE) return await redeemCode(exchange, client, body);
  if (grantType === DEVICE_CODE) return redeemDeviceCode(exchange, client, body);
  return refresh(exchange, client, body);
}

async function redeemCode(
  exchange: Exchange,
  client: Registration,
  body: JsonBody,
): Promise<Answer> {
  const code = exchange.ledger.codes.get(body.text('code'));
  const redirectUri = body.text('redirectUri');
  const verifier = body.text('codeVerifier');
  if (code === undefined || code.clientId !== client.clientId) {
    throw new Refusal('InvalidGrantException', 'Invalid authorization code provided');
  }
  if (code.spent) {
    // RFC 6749 section 4.1.2: who shows a code twice may have stolen it, so what came of it ends.
    if (code.session !== undefined) code.session.revoked = true;
    throw new Refusal('InvalidGrantException', 'Authorization code was used already');
  }
  // INVARIANT: a code gets one attempt, whatever comes of it.
  code.spent = true;
  if (code.expiresAt <= exchange.now)
    throw new Refusal('InvalidGrantException', 'Authorization code has expired');
  if (code.redirectUri !== redirectUri) {
    throw new Refusal(
      'InvalidGrantException',
      'Redirect URI is not the one of the authorization request',
    );
  }
  if (!isVerifier(verifier))
    throw new Refusal('InvalidRequestException', 'Invalid code verifier provided');
  if (!(await verifies(verifier, code.challenge))) {
    throw new Refusal('InvalidGrantException', 'Code verifier does not match the code challenge');
  }
  code.session = newSession(exchange, client);
  return issue(exchange, code.session, true);
}

function redeemDeviceCode(exchange: Exchange, client: Registration, body: JsonBody): Answer {
  const { consent } = exchange.settings;
  const device = exchange.ledger.devices.get(body.text('deviceCode'));
  if (device === undefined || device.clientId !== client.clientId) {
    throw new Refusal('InvalidGrantException', 'Invalid device code provided');
  }
  if (device.session !== undefined) {
    device.session.revoked = true;
    throw new Refusal('InvalidGrantException', 'Device code was used already');
  }
  if (device.expiresAt <= exchange.now)
    throw new Refusal('ExpiredTokenException', 'Device code has expired');
  const { lastPoll } = device;
  device.lastPoll = exchange.now;
  if (lastPoll !== undefined && exchange.now < lastPoll + device.interval - POLL_TOLERANCE) {
    device.interval += SLOW_DOWN;
    throw new Refusal('SlowDownException', 'Polling more often than the interval allows');
  }
  if (device.decision === 'pending' && lastPoll !== undefined && consent !== 'ask') {
    device.decision = consent === 'approve' ? 'approved' : 'denied';
  }
  if (device.decision === 'pending') {
    throw new Refusal('AuthorizationPendingException', 'Authorization is still pending');
  }
  if (device.decision === 'denied')
    throw new Refusal('AccessDeniedException', 'The request was denied');
  device.session = newSession(exchange, client);
  return issue(exchange, device.session, true);
}

function refresh(exchange: Exchange, client: Registration, body: JsonBody): Answer {
  const refreshToken = exchange.ledger.refreshTokens.get(body.text('refreshToken'));
  if (
    refreshToken === undefined ||
    refreshToken.spent ||
    refreshToken.session.clientId !== client.clientId ||
    !isLive(exchange, refreshToken.session)
  ) {
    throw new Refusal('InvalidGrantException', 'Invalid refresh token provided');
  }
  const rotates = exchange.settings.refreshTokens === 'rotate';
  refreshToken.spent = rotates;
  return issue(exchange, refreshToken.session, rotates);
}

function newSession(exchange: Exchange, client: Registration): Session {
  return {
    clientId: client.clientId,
    scopes: client.scopes,
    expiresAt: exchange.now + exchange.settings.lifetimes.session * 1_000,
    revoked: false,
  };
}

/** Whether the person is still signed in. */
export function isLive(exchange: Exchange, session: Session): boolean {
  return !session.revoked && session.expiresAt > exchange.now;
}

function issue(exchange: Exchange, session: Session, withRefreshToken: boolean): Answer {
  const { lifetimes, refreshTokens } = exchange.settings;
  const refreshable = session.scopes.includes(ACCOUNT_ACCESS) && refreshTokens !== 'none';
  // Without a scope there is nothing to refresh with, so the token lasts as long as the sign-in.
  const left = Math.floor((session.expiresAt - exchange.now) / 1_000);
  const expiresIn = session.scopes.length === 0 ? left : Math.min(left, lifetimes.accessToken);
  const accessToken = `aoa${opaque(96)}`;
  exchange.ledger.accessTokens.put(accessToken, {
    session,
    expiresAt: exchange.now + expiresIn * 1_000,
  });
  const refreshToken = refreshable && withRefreshToken ? `aor${opaque(96)}` : null;
  if (refreshToken !== null)
    exchange.ledger.refreshTokens.put(refreshToken, { session, spent: false });
  return json({ accessToken, expiresIn, idToken: null, refreshToken, tokenType: 'Bearer' });
}
