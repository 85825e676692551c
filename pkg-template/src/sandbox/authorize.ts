/** The authorization endpoint (RFC 6749 section 3.1) and its consent page. */

import { submittedDecision } from './consent.js';
import { page, seeOther, type Answer, type Exchange } from './exchange.js';
import { DECISION, facts, layout, outcome, requestedAccess, shortUrl } from './layout.js';
import type { Registration } from './ledger.js';
import { html } from './markup.js';
import { isChallenge } from './pkce.js';
import { opaque } from './random.js';
import { AUTHORIZATION_CODE, coversRedirectUri } from './register.js';

/** An authorization request whose client and redirect URI are known to be good, so that errors may go there. */
interface AuthorizationRequest {
  readonly client: Registration;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge: string;
}

/** GET /authorize: asks the person, unless the sandbox decides by itself. */
export function authorize(exchange: Exchange): Answer {
  const request = readRequest(exchange);
  if ('status' in request) return request;
  const { consent, startUrl, user } = exchange.settings;
  if (consent !== 'ask') return decide(exchange, request, consent);
  const { client, redirectUri } = request;
  const target = new URL(redirectUri);
  const main = html`<h1>Allow ${client.clientName} to access your AWS accounts?</h1>
    ${requestedAccess(client.scopes)}
    ${facts([
      ['Signed in as', user],
      ['Portal', shortUrl(startUrl)],
      ['Returns to', `${target.host} on this machine`],
    ])}
    <form method="post" action="${exchange.url.pathname}${exchange.url.search}">${DECISION}</form>`;
  return page(200, layout('Allow access', main), target.origin);
}

/** POST /authorize: the form of the page, at the same URL, with `decision=approve` or `decision=deny`. */
export function consent(exchange: Exchange): Answer {
  const request = readRequest(exchange);
  if ('status' in request) return request;
  const decision = submittedDecision(exchange);
  if (decision === undefined) return authorize(exchange);
  return decide(exchange, request, decision);
}

function decide(
  exchange: Exchange,
  request: AuthorizationRequest,
  decision: 'approve' | 'deny',
): Answer {
  if (decision === 'deny')
    return fail(exchange, request, 'access_denied', 'User denied the request');
  const code = opaque(48);
  exchange.ledger.codes.put(code, {
    clientId: request.client.clientId,
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    expiresAt: exchange.now + exchange.settings.lifetimes.authorizationCode * 1_000,
    spent: false,
    session: undefined,
  });
  return redirect(request, [['code', code], ...stateOf(request)]);
}

/** The request, or the answer for one that is not good. */
function readRequest(exchange: Exchange): AuthorizationRequest | Answer {
  const query = exchange.url.searchParams;
  const client = exchange.ledger.registrations.get(query.get('client_id') ?? '');
  if (
    client === undefined ||
    client.expiresAt <= exchange.now ||
    !client.grantTypes.includes(AUTHORIZATION_CODE)
  ) {
    // Neither a redirect nor a page: whoever asks is not known.
    const body = { error: 'unauthorized_client', error_description: 'Client is unauthorized' };
    return {
      status: 400,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
  }
  const redirectUri = query.get('redirect_uri');
  if (
    redirectUri === null ||
    !client.redirectUris.some((known) => coversRedirectUri(known, redirectUri))
  ) {
    const text =
      'The application asked to return to an address that it did not register. Go back and try again.';
    return page(400, layout('Invalid callback URL', outcome('bad', 'Invalid callback URL', text)));
  }
  const challenge = query.get('code_challenge');
  const request = { client, redirectUri, state: query.get('state'), challenge: challenge ?? '' };
  if (query.get('response_type') !== 'code') {
    return fail(exchange, request, 'unsupported_response_type', 'The response type has to be code');
  }
  if (
    query.get('code_challenge_method') !== 'S256' ||
    challenge === null ||
    !isChallenge(challenge)
  ) {
    return fail(
      exchange,
      request,
      'invalid_request',
      'A code challenge with the method S256 is required',
    );
  }
  if (request.state === null || request.state === '') {
    return fail(exchange, request, 'invalid_request', 'A state is required');
  }
  return request;
}

function fail(
  exchange: Exchange,
  request: AuthorizationRequest,
  error: string,
  description: string,
): Answer {
  const state = exchange.settings.stateInErrors ? stateOf(request) : [];
  return redirect(request, [['error', error], ['error_description', description], ...state]);
}

function stateOf(request: AuthorizationRequest): readonly (readonly [string, string])[] {
  return request.state === null ? [] : [['state', request.state]];
}

function redirect(
  request: AuthorizationRequest,
  parameters: readonly (readonly [string, string])[],
): Answer {
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return seeOther(`${request.redirectUri}?${query}`);
}
