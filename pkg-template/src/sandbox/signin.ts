/** The console's federation endpoint: getSigninToken and login. */

import { json, page, type Answer, type Exchange } from './exchange.js';
import { facts, layout } from './layout.js';
import type { RoleCredentials } from './ledger.js';
import { html } from './markup.js';
import { opaque } from './random.js';
import { Refusal } from './refusal.js';

/** How long a sign-in token is good for, in milliseconds. */
const TOKEN_LIFETIME = 900_000;

/** GET /federation?Action=getSigninToken. */
export function getSigninToken(exchange: Exchange): Answer {
  const query = exchange.url.searchParams;
  const credentials = readSession(exchange, query.get('Session'));
  const duration = query.get('SessionDuration') ?? query.get('DurationSeconds');
  if (duration !== null) {
    if (credentials.chained) {
      throw new Refusal(
        'InvalidRequest',
        'SessionDuration cannot be given with role-chained credentials',
      );
    }
    const seconds = Number(duration);
    if (!/^\d+$/.test(duration) || seconds < 900 || seconds > 43_200) {
      throw new Refusal('InvalidRequest', 'SessionDuration must be between 900 and 43200');
    }
  }
  const token = opaque(192);
  exchange.ledger.signinTokens.put(token, {
    credentials,
    expiresAt: exchange.now + TOKEN_LIFETIME,
  });
  return json({ SigninToken: token });
}

/** GET /federation?Action=login: says where the console would open, instead of going there. */
export function consoleLogin(exchange: Exchange): Answer {
  const query = exchange.url.searchParams;
  const token = exchange.ledger.signinTokens.get(query.get('SigninToken') ?? '');
  const destination = query.get('Destination');
  if (token === undefined || token.expiresAt <= exchange.now) {
    throw new Refusal('AccessDenied', 'The sign-in token is not valid.');
  }
  if (
    destination === null ||
    !URL.canParse(destination) ||
    new URL(destination).protocol !== 'https:'
  ) {
    throw new Refusal('InvalidRequest', 'The destination has to be an https URL.');
  }
  const { role, sessionName } = token.credentials;
  const main = html`<h1>You are signed in to the console</h1>
    <p>With real credentials, the AWS console would open now.</p>
    ${facts([
      ['Account', role.accountId],
      ['Role', role.name],
      ['Session', sessionName],
      ['Destination', destination],
    ])}`;
  return page(200, layout('Console', main));
}

function readSession(exchange: Exchange, text: string | null): RoleCredentials {
  let session: unknown;
  try {
    session = JSON.parse(text ?? '');
  } catch {
    throw new Refusal('InvalidRequest', 'Session has to be JSON');
  }
  if (
    typeof session !== 'object' ||
    session === null ||
    !('sessionId' in session && typeof session.sessionId === 'string') ||
    !('sessionKey' in session && 'sessionToken' in session)
  ) {
    throw new Refusal(
      'InvalidRequest',
      'Session has to hold sessionId, sessionKey and sessionToken',
    );
  }
  const credentials = exchange.ledger.roleCredentials.get(session.sessionId);
  if (
    credentials === undefined ||
    credentials.secretAccessKey !== session.sessionKey ||
    credentials.sessionToken !== session.sessionToken ||
    credentials.expiresAt <= exchange.now
  ) {
    throw new Refusal('AccessDenied', 'The credentials are not valid.');
  }
  return credentials;
}
