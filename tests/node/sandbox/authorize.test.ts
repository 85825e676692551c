// The sandbox's authorization endpoint.

import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorizationRequest, REDIRECT_URI, register, registerDevice, setStage } from './stage.js';

describe('the authorization endpoint', () => {
  const open = (url: string): Promise<Response> => fetch(url, { redirect: 'manual' });

  test('sends code and state back, and nothing else', async (t) => {
    const stage = await setStage(t);
    const { url } = authorizationRequest(stage, await register(stage));
    const back = new URL(await stage.sandbox.decide(url, 'approve'));
    equal(back.origin + back.pathname, REDIRECT_URI);
    deepEqual([...back.searchParams.keys()], ['code', 'state']);
    equal(back.searchParams.get('state'), '8d2d9b4e-3a68-4f2d-9a6e-0d8c47f0e3a1');
  });

  test('sends the denial back, with the state or without', async (t) => {
    for (const stateInErrors of [true, false]) {
      const stage = await setStage(t, { stateInErrors });
      const { url } = authorizationRequest(stage, await register(stage));
      const back = new URL(await stage.sandbox.decide(url, 'deny'));
      equal(back.searchParams.get('error'), 'access_denied');
      equal(back.searchParams.has('state'), stateInErrors);
    }
  });

  test('decides by itself when told so', async (t) => {
    const approving = await setStage(t, { consent: 'approve' });
    const granted = authorizationRequest(approving, await register(approving));
    const yes = await open(granted.url);
    equal(yes.status, 303);
    match(yes.headers.get('location') ?? '', /\?code=[\w-]{64}&state=/);
    const denying = await setStage(t, { consent: 'deny' });
    const denied = authorizationRequest(denying, await register(denying));
    match((await open(denied.url)).headers.get('location') ?? '', /\?error=access_denied&/);
  });

  test('takes any port for a portless registration, and only the registered one otherwise', async (t) => {
    const stage = await setStage(t);
    const portless = await register(stage);
    for (const port of ['', ':1', ':65535']) {
      const redirect_uri = `http://127.0.0.1${port}/oauth/callback`;
      equal((await open(authorizationRequest(stage, portless, { redirect_uri }).url)).status, 200);
    }
    const fixed = await register(stage, { redirectUris: [REDIRECT_URI] });
    equal((await open(authorizationRequest(stage, fixed).url)).status, 200);
    const redirect_uri = 'http://127.0.0.1:4445/oauth/callback';
    equal((await open(authorizationRequest(stage, fixed, { redirect_uri }).url)).status, 400);
  });

  test('shows an error instead of redirecting to an address it does not know', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    for (const redirect_uri of [
      'http://localhost:4444/oauth/callback',
      'https://example.com/oauth/callback',
      'http://127.0.0.1:4444/',
      undefined,
    ]) {
      const response = await open(authorizationRequest(stage, client, { redirect_uri }).url);
      equal(response.status, 400);
      match(await response.text(), /Invalid callback URL/);
    }
  });

  test('answers an unknown client with JSON', async (t) => {
    const stage = await setStage(t);
    for (const client of [
      { clientId: 'nobody', clientSecret: '' },
      await registerDevice(stage), // It registered for the other grant.
    ]) {
      const response = await open(authorizationRequest(stage, client).url);
      equal(response.status, 400);
      deepEqual(await response.json(), {
        error: 'unauthorized_client',
        error_description: 'Client is unauthorized',
      });
    }
    const client = await register(stage);
    stage.pass(90 * 86_400);
    equal((await open(authorizationRequest(stage, client).url)).status, 400);
  });

  for (const [what, change, error] of [
    ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a padded challenge', { code_challenge: `${'x'.repeat(43)}=` }, 'invalid_request'],
    ['no state', { state: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ] as const) {
    test(`redirects with an error for ${what}`, async (t) => {
      const stage = await setStage(t);
      const response = await open(authorizationRequest(stage, await register(stage), change).url);
      equal(response.status, 303);
      const back = new URL(response.headers.get('location') ?? '');
      equal(back.searchParams.get('error'), error);
      equal(back.searchParams.get('code'), null);
    });
  }
});
