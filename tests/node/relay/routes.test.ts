// Which paths there are, and where each leads.

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { get, post, postNothing, refusal, setStage, TOKEN } from './stage.js';

const REGISTER = { clientName: 'x', clientType: 'public', scopes: ['sso:account:access'] };
const DEVICE = {
  clientId: 'c',
  clientSecret: 's',
  startUrl: 'https://d-1234567890.awsapps.com/start',
};
const REFRESH = { clientId: 'c', clientSecret: 's', grantType: 'refresh_token', refreshToken: 'r' };

const OIDC = { accept: 'application/json', 'content-type': 'application/json' };
const PORTAL = { accept: 'application/json', 'x-amz-sso_bearer_token': TOKEN };

test('seven routes lead to two services, and nothing of the page goes with them but what they need', async () => {
  const more = {
    headers: { Cookie: 'id=1', 'X-Forwarded-For': '::1', 'User-Agent': 'p', Accept: 'a/b' },
  };
  for (const [request, method, url, headers, body] of [
    [
      post('/idc/us-east-1/oidc/client/register', REGISTER, more),
      'POST',
      'https://oidc.us-east-1.amazonaws.com/client/register',
      OIDC,
      JSON.stringify(REGISTER),
    ],
    [
      post('/idc/us-east-1/oidc/device_authorization', DEVICE, more),
      'POST',
      'https://oidc.us-east-1.amazonaws.com/device_authorization',
      OIDC,
      JSON.stringify(DEVICE),
    ],
    [
      post('/idc/us-east-1/oidc/token', REFRESH, more),
      'POST',
      'https://oidc.us-east-1.amazonaws.com/token',
      OIDC,
      JSON.stringify(REFRESH),
    ],
    [
      get('/idc/us-east-1/portal/assignment/accounts', more),
      'GET',
      'https://portal.sso.us-east-1.amazonaws.com/assignment/accounts',
      PORTAL,
      undefined,
    ],
    [
      get('/idc/us-east-1/portal/assignment/roles?account_id=111122223333', more),
      'GET',
      'https://portal.sso.us-east-1.amazonaws.com/assignment/roles?account_id=111122223333',
      PORTAL,
      undefined,
    ],
    [
      get('/idc/us-east-1/portal/federation/credentials?role_name=r&account_id=111122223333', more),
      'GET',
      'https://portal.sso.us-east-1.amazonaws.com/federation/credentials?role_name=r&account_id=111122223333',
      PORTAL,
      undefined,
    ],
    [
      postNothing('/idc/us-east-1/portal/logout', more),
      'POST',
      'https://portal.sso.us-east-1.amazonaws.com/logout',
      PORTAL,
      undefined,
    ],
  ] as const) {
    const { relay, sent } = setStage();
    equal((await relay(request)).status, 200);
    deepEqual(
      sent.map(({ signal, ...rest }) => rest),
      [{ method, url, headers, body, redirect: 'manual' }],
    );
  }
});

test('every other path is not found', async () => {
  const { relay, sent } = setStage();
  for (const path of [
    '/',
    '/idc',
    '/idc/',
    '/idc/us-east-1',
    '/idc/us-east-1/oidc',
    '/idc/us-east-1/oidc/',
    '/idc/us-east-1/oidc/authorize',
    '/idc/us-east-1/oidc/token/',
    '/idc/us-east-1/oidc//token',
    '/idc//us-east-1/oidc/token',
    '//idc/us-east-1/oidc/token',
    '/idc/us-east-1/OIDC/token',
    '/idc/us-east-1/oidc/%74oken',
    '/idc/us-east-1/oidc%2Ftoken',
    '/idc/us-east-1/oidc/token;a=b',
    '/idc/us-east-1/oidc/assignment/accounts',
    '/idc/us-east-1/portal/token',
    '/idc/us-east-1/portal/assignment/accounts/x',
    '/idc/us-east-1/sts/',
    '/idc/resolve?u=https://example.com',
    '/IDC/us-east-1/oidc/token',
    '/idcx/us-east-1/oidc/token',
    '/idc/a/../../us-east-1/oidc/token',
    '/idc/__proto__/toString/constructor',
  ]) {
    const { status, message } = await refusal(await relay(post(path, REFRESH)));
    deepEqual([path, status, message], [path, 404, 'The relay has no such path.']);
  }
  equal(sent.length, 0);
});

test('a path has one method, which a refusal names', async () => {
  const { relay, sent } = setStage();
  for (const [path, allowed] of [
    ['/idc/us-east-1/oidc/client/register', 'POST'],
    ['/idc/us-east-1/oidc/device_authorization', 'POST'],
    ['/idc/us-east-1/oidc/token', 'POST'],
    ['/idc/us-east-1/portal/assignment/accounts', 'GET'],
    ['/idc/us-east-1/portal/assignment/roles', 'GET'],
    ['/idc/us-east-1/portal/federation/credentials', 'GET'],
    ['/idc/us-east-1/portal/logout', 'POST'],
  ] as const) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND']) {
      if (method === allowed) continue;
      const response = await relay(get(path, { method }));
      equal(response.headers.get('allow'), allowed, `${method} ${path}`);
      equal((await refusal(response)).status, 405);
    }
  }
  equal(sent.length, 0);
});

test('a preflight is refused without a CORS header', async () => {
  const { relay, sent } = setStage();
  const response = await relay(
    get('/idc/us-east-1/oidc/token', {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://evil.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,x-requested-by',
        'Sec-Fetch-Site': 'cross-site',
        'X-Requested-By': undefined,
      },
    }),
  );
  equal(response.status, 405);
  deepEqual(
    [...response.headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  );
  equal(sent.length, 0);
});

test('the routes stand below the base path that was chosen', async () => {
  for (const [basePath, path] of [
    ['', '/us-east-1/portal/assignment/accounts'],
    ['/api/v1.2/sso~a_b', '/api/v1.2/sso~a_b/us-east-1/portal/assignment/accounts'],
  ] as const) {
    const { relay, sent } = setStage({ basePath });
    equal((await relay(get(path))).status, 200);
    equal(sent[0]?.url, 'https://portal.sso.us-east-1.amazonaws.com/assignment/accounts');
    equal((await relay(get('/idc/us-east-1/portal/assignment/accounts'))).status, 404);
  }
});
