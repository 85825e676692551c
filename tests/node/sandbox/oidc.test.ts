// The sandbox's RegisterClient and CreateToken, driven by @aws-sdk/client-sso-oidc.

import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CreateTokenCommand, RegisterClientCommand } from '@aws-sdk/client-sso-oidc';
import { ListAccountsCommand } from '@aws-sdk/client-sso';
import {
  authorizationCode,
  DEVICE_CODE,
  refusal,
  register,
  setStage,
  signIn,
  type Client,
  type Stage,
} from './stage.js';

function createToken(stage: Stage, client: Client, rest: object): Promise<unknown> {
  return stage.oidc.send(new CreateTokenCommand({ ...client, grantType: '', ...rest }));
}

describe('RegisterClient', () => {
  test('registers for 90 days and leaves the endpoints out', async (t) => {
    const stage = await setStage(t);
    const answer = await stage.oidc.send(
      new RegisterClientCommand({ clientName: 'x', clientType: 'public' }),
    );
    equal((answer.clientSecretExpiresAt ?? 0) - (answer.clientIdIssuedAt ?? 0), 90 * 86_400);
    ok(Math.abs((answer.clientIdIssuedAt ?? 0) - Date.now() / 1_000) < 5);
    equal(answer.authorizationEndpoint ?? undefined, undefined);
    equal(answer.tokenEndpoint ?? undefined, undefined);
  });

  const refusals: readonly [string, Record<string, unknown>, string, string][] = [
    ['no name', { clientName: '' }, 'InvalidRequestException', 'invalid_request'],
    [
      'a confidential client',
      { clientType: 'confidential' },
      'InvalidClientMetadataException',
      'invalid_client_metadata',
    ],
    [
      'an unknown sso scope',
      { scopes: ['sso:everything'] },
      'InvalidScopeException',
      'invalid_scope',
    ],
    ['a scope that is no scope', { scopes: ['a b'] }, 'InvalidScopeException', 'invalid_scope'],
    [
      'an unknown grant',
      { grantTypes: ['password'] },
      'UnsupportedGrantTypeException',
      'unsupported_grant_type',
    ],
    [
      'both interactive grants',
      { grantTypes: ['authorization_code', DEVICE_CODE, 'refresh_token'] },
      'InvalidScopeException',
      'invalid_scope',
    ],
    [
      'another instance',
      { issuerUrl: 'https://d-0000000000.awsapps.com/start' },
      'InvalidRequestException',
      'invalid_request',
    ],
    ...[
      'http://localhost/oauth/callback',
      'http://[::1]/oauth/callback',
      'https://127.0.0.1/oauth/callback',
      'https://example.com/oauth/callback',
      'http://127.0.0.1/',
      'http://127.0.0.1/oauth/callback/',
      'http://127.0.0.1/oauth/callback?x=1',
      'http://127.0.0.1:99999/oauth/callback',
      'http://127.0.0.1:080/oauth/callback',
      'http://127.0.0.1.example.com/oauth/callback',
      'vscode://oauth/callback',
    ].map((uri): [string, Record<string, unknown>, string, string] => [
      uri,
      { redirectUris: [uri] },
      'InvalidRedirectUriException',
      'invalid_redirect_uri',
    ]),
    [
      'no redirect URI',
      { redirectUris: [] },
      'InvalidRedirectUriException',
      'invalid_redirect_uri',
    ],
  ];
  for (const [what, changes, name, error] of refusals) {
    test(`refuses ${what}`, async (t) => {
      const stage = await setStage(t);
      const { message: _, ...refused } = await refusal(register(stage, changes));
      deepEqual(refused, { name, status: 400, error });
    });
  }

  test('knows the start URL in every form people write, and the issuer URL', async (t) => {
    const stage = await setStage(t);
    for (const end of ['', '/', '#', '#/', '/#', '/#/']) {
      await register(stage, { issuerUrl: stage.sandbox.startUrl + end });
    }
    await register(stage, {
      issuerUrl: 'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    });
  });

  test('answers a body that is not JSON, or not said to be, as OIDC does', async (t) => {
    const { server } = await setStage(t);
    for (const [type, body] of [
      ['application/json', '{"clientName":'],
      ['application/json', '[]'],
      ['application/json', '{"clientName":1,"clientType":"public"}'],
      ['application/x-www-form-urlencoded', 'clientName=x'],
    ] as const) {
      const response = await fetch(`${server.url}/client/register`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      equal(response.status, 400);
      const answered: unknown = await response.json();
      equal(Object(answered).error, 'invalid_request');
    }
  });
});

describe('CreateToken with an authorization code', () => {
  test('gives an access token and a refresh token, as the service writes them', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    const grant = await authorizationCode(stage, client);
    const response = await fetch(`${stage.server.url}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...client, grantType: 'authorization_code', ...grant }),
    });
    equal(response.status, 200);
    match(response.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
    equal(response.headers.get('cache-control'), 'no-store');
    const body = Object(await response.json());
    deepEqual(Object.keys(body).sort(), [
      'accessToken',
      'expiresIn',
      'idToken',
      'refreshToken',
      'tokenType',
    ]);
    equal(body.expiresIn, 3_600);
    equal(body.tokenType, 'Bearer');
    equal(body.idToken, null);
  });

  test('gives no refresh token, and eight hours, without scopes', async (t) => {
    const stage = await setStage(t);
    const tokens = await signIn(stage, { scopes: undefined });
    equal(tokens.refreshToken ?? undefined, undefined);
    equal(tokens.expiresIn, 8 * 3_600);
  });

  const spoils: readonly [string, Record<string, string>, string, string][] = [
    [
      'another verifier',
      { codeVerifier: 'v'.repeat(43) },
      'InvalidGrantException',
      'invalid_grant',
    ],
    [
      'a verifier too short',
      { codeVerifier: 'v'.repeat(42) },
      'InvalidRequestException',
      'invalid_request',
    ],
    [
      'a verifier too long',
      { codeVerifier: 'v'.repeat(129) },
      'InvalidRequestException',
      'invalid_request',
    ],
    [
      'a verifier with a "+"',
      { codeVerifier: '+'.repeat(43) },
      'InvalidRequestException',
      'invalid_request',
    ],
    [
      'another port',
      { redirectUri: 'http://127.0.0.1:4445/oauth/callback' },
      'InvalidGrantException',
      'invalid_grant',
    ],
    [
      'the registered URI without the port',
      { redirectUri: 'http://127.0.0.1/oauth/callback' },
      'InvalidGrantException',
      'invalid_grant',
    ],
    ['a made-up code', { code: 'nonsense' }, 'InvalidGrantException', 'invalid_grant'],
    ['no code', { code: '' }, 'InvalidRequestException', 'invalid_request'],
    [
      'an unknown grant',
      { grantType: 'password' },
      'UnsupportedGrantTypeException',
      'unsupported_grant_type',
    ],
    [
      'a grant it did not register',
      { grantType: DEVICE_CODE },
      'UnauthorizedClientException',
      'unauthorized_client',
    ],
  ];
  for (const [what, change, name, error] of spoils) {
    test(`refuses ${what}`, async (t) => {
      const stage = await setStage(t);
      const client = await register(stage);
      const grant = await authorizationCode(stage, client);
      const { message: _, ...refused } = await refusal(
        createToken(stage, client, { grantType: 'authorization_code', ...grant, ...change }),
      );
      deepEqual(refused, { name, status: 400, error });
    });
  }

  test('takes a code once, and ends the session when it comes again', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    const grant = await authorizationCode(stage, client);
    const command = new CreateTokenCommand({
      ...client,
      grantType: 'authorization_code',
      ...grant,
    });
    const { accessToken } = await stage.oidc.send(command);
    await stage.sso.send(new ListAccountsCommand({ accessToken }));
    equal((await refusal(stage.oidc.send(command))).name, 'InvalidGrantException');
    const after = await refusal(stage.sso.send(new ListAccountsCommand({ accessToken })));
    equal(after.name, 'UnauthorizedException');
  });

  test('spends a code on a wrong verifier', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    const grant = await authorizationCode(stage, client);
    const spoilt = { ...grant, codeVerifier: 'v'.repeat(43) };
    await refusal(createToken(stage, client, { grantType: 'authorization_code', ...spoilt }));
    const second = createToken(stage, client, { grantType: 'authorization_code', ...grant });
    equal((await refusal(second)).name, 'InvalidGrantException');
  });

  test('refuses a code that is too old', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    const grant = await authorizationCode(stage, client);
    stage.pass(120);
    const late = createToken(stage, client, { grantType: 'authorization_code', ...grant });
    equal((await refusal(late)).name, 'InvalidGrantException');
  });

  test("refuses another client's code", async (t) => {
    const stage = await setStage(t);
    const grant = await authorizationCode(stage, await register(stage));
    const stolen = createToken(stage, await register(stage), {
      grantType: 'authorization_code',
      ...grant,
    });
    equal((await refusal(stolen)).name, 'InvalidGrantException');
  });

  test('refuses a client that is unknown, gives the wrong secret, expired, or was revoked', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage);
    const expected = { name: 'InvalidClientException', status: 401, error: 'invalid_client' };
    const attempt = async (changed: Client): Promise<object> => {
      const rest = { grantType: 'refresh_token', refreshToken: 'x' };
      const { message: _, ...refused } = await refusal(createToken(stage, changed, rest));
      return refused;
    };
    deepEqual(await attempt({ ...client, clientId: 'nobody' }), expected);
    deepEqual(await attempt({ ...client, clientSecret: 'wrong' }), expected);
    stage.pass(90 * 86_400);
    deepEqual(await attempt(client), expected);
    const fresh = await register(stage);
    stage.sandbox.revokeRegistrations();
    deepEqual(await attempt(fresh), expected);
  });
});

describe('CreateToken with a refresh token', () => {
  test('rotates: the old one is refused from then on', async (t) => {
    const stage = await setStage(t);
    const { client, accessToken, refreshToken } = await signIn(stage);
    const command = new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken });
    const second = await stage.oidc.send(command);
    notEqual(second.refreshToken, refreshToken);
    notEqual(second.accessToken, accessToken);
    const again = await refusal(stage.oidc.send(command));
    deepEqual(
      { ...again, message: undefined },
      { name: 'InvalidGrantException', status: 400, error: 'invalid_grant', message: undefined },
    );
    await createToken(stage, client, {
      grantType: 'refresh_token',
      refreshToken: second.refreshToken,
    });
    equal(
      stage.sandbox.count('CreateToken', ({ grant }) => grant === 'refresh_token'),
      3,
    );
  });

  test('keeps the old one when told so', async (t) => {
    const stage = await setStage(t, { refreshTokens: 'keep' });
    const { client, refreshToken } = await signIn(stage);
    const command = new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken });
    for (const _ of [1, 2])
      equal((await stage.oidc.send(command)).refreshToken ?? undefined, undefined);
  });

  test('gives none at all when told so', async (t) => {
    const stage = await setStage(t, { refreshTokens: 'none' });
    equal((await signIn(stage)).refreshToken ?? undefined, undefined);
  });

  test('ends with the session, and never outlasts it', async (t) => {
    const stage = await setStage(t, { lifetimes: { session: 5_000 } });
    const { client, refreshToken } = await signIn(stage);
    stage.pass(4_000);
    const second = await stage.oidc.send(
      new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken }),
    );
    ok((second.expiresIn ?? 0) <= 1_000);
    stage.pass(1_001);
    const late = createToken(stage, client, {
      grantType: 'refresh_token',
      refreshToken: second.refreshToken,
    });
    equal((await refusal(late)).name, 'InvalidGrantException');
  });

  test('takes it from nobody but the client that got it', async (t) => {
    const stage = await setStage(t);
    const { refreshToken } = await signIn(stage);
    const other = await register(stage);
    const stolen = createToken(stage, other, { grantType: 'refresh_token', refreshToken });
    equal((await refusal(stolen)).name, 'InvalidGrantException');
  });
});
