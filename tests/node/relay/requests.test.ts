// Queries, tokens and bodies: what is read, refused, and written anew.

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { get, post, postNothing, refusal, setStage, TOKEN, type Changes } from './stage.js';

const ACCOUNTS = '/idc/us-east-1/portal/assignment/accounts';
const TOKEN_PATH = '/idc/us-east-1/oidc/token';
const GRANT = { clientId: 'c', clientSecret: 's', grantType: 'refresh_token', refreshToken: 'r' };

async function refused(request: Request): Promise<{ status: number; message: unknown }> {
  const { relay, sent } = setStage();
  const answer = await refusal(await relay(request));
  equal(sent.length, 0);
  return answer;
}

test('a query is written anew, byte for byte as AWS reads it', async () => {
  const { relay, sent } = setStage();
  for (const [query, written] of [
    ['?max_result=100', '?max_result=100'],
    ['?next_token=a%20b%2Bc%2F%3D&max_result=1', '?next_token=a%20b%2Bc%2F%3D&max_result=1'],
    ['?next_token=a+b%2bc/=', '?next_token=a%20b%2Bc%2F%3D'],
    ["?next_token=!'()*~-._", '?next_token=%21%27%28%29%2A~-._'],
    ['?next_token=%E2%82%AC', '?next_token=%E2%82%AC'],
    ['?next_token', '?next_token='],
    ['?', ''],
  ] as const) {
    equal((await relay(get(`${ACCOUNTS}${query}`))).status, 200, query);
    equal(
      sent.at(-1)?.url,
      `https://portal.sso.us-east-1.amazonaws.com/assignment/accounts${written}`,
    );
  }
});

test('an unknown or doubled parameter is refused', async () => {
  for (const [path, query, message] of [
    [ACCOUNTS, 'x=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, 'max_result=1&x=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, 'account_id=111122223333', 'The query has an unknown parameter.'],
    [ACCOUNTS, 'MAX_RESULT=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, '=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, 'max_result[]=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, '__proto__=1', 'The query has an unknown parameter.'],
    [ACCOUNTS, 'max_result=1&max_result=1', 'The query has a parameter twice.'],
    [ACCOUNTS, 'max_result=1&max%5Fresult=2', 'The query has a parameter twice.'],
    [ACCOUNTS, 'next_token=%00', 'A parameter of the query is no plain text.'],
    [ACCOUNTS, 'next_token=a%0D%0Ab', 'A parameter of the query is no plain text.'],
    [ACCOUNTS, 'next_token=%FF', 'A parameter of the query is no plain text.'],
    [ACCOUNTS, `next_token=${'a'.repeat(4097)}`, 'A parameter of the query is too long.'],
    [
      '/idc/us-east-1/portal/federation/credentials',
      'max_result=1',
      'The query has an unknown parameter.',
    ],
  ] as const) {
    deepEqual([query, await refused(get(`${path}?${query}`))], [query, { status: 400, message }]);
  }
});

test('no query goes to SSO OIDC, so aws_iam=t cannot be reached, nor to the end of a session', async () => {
  const message = 'The query has an unknown parameter.';
  for (const path of ['client/register', 'device_authorization', 'token']) {
    deepEqual(await refused(post(`/idc/us-east-1/oidc/${path}?aws_iam=t`, GRANT)), {
      status: 400,
      message,
    });
  }
  deepEqual(await refused(postNothing('/idc/us-east-1/portal/logout?account_id=1')), {
    status: 400,
    message,
  });
});

test('the token goes up under the name that AWS has for it', async () => {
  const { relay, sent } = setStage();
  for (const headers of [
    { Authorization: `Bearer ${TOKEN}` },
    { Authorization: `bearer  ${TOKEN}` },
    { Authorization: undefined, 'x-amz-sso-bearer-token': TOKEN },
  ]) {
    equal((await relay(get(ACCOUNTS, { headers }))).status, 200);
    equal(sent.at(-1)?.headers['x-amz-sso_bearer_token'], TOKEN);
    equal(sent.at(-1)?.headers['authorization'], undefined);
  }
});

test('what is no token is refused', async () => {
  const none = { status: 401, message: 'The request has no access token.' };
  const bad = { status: 401, message: 'What the request has for an access token is none.' };
  const cases: readonly (readonly [Changes['headers'], typeof none])[] = [
    [{ Authorization: undefined }, none],
    [{ Authorization: '' }, none],
    [{ Authorization: 'Basic dXNlcjpwYXNz' }, none],
    [{ Authorization: 'Bearer' }, none],
    [{ Authorization: `Token ${TOKEN}` }, none],
    // AWS's own name, which a proxy on the way may drop.
    [{ Authorization: undefined, 'x-amz-sso_bearer_token': TOKEN }, none],
    [{ Authorization: `Bearer ${TOKEN} x` }, bad],
    [{ Authorization: `Bearer ${TOKEN}, Bearer x y` }, bad],
    [{ Authorization: 'Bearer \u00e9' }, bad],
    [{ Authorization: `Bearer ${'a'.repeat(8193)}` }, bad],
    [{ Authorization: undefined, 'x-amz-sso-bearer-token': '' }, bad],
    [
      { 'x-amz-sso-bearer-token': TOKEN },
      { status: 400, message: 'The request has two access tokens.' },
    ],
  ];
  for (const [headers = {}, expected] of cases) {
    const { relay, sent } = setStage();
    const response = await relay(get(ACCOUNTS, { headers }));
    equal(response.headers.has('www-authenticate'), expected.status === 401);
    deepEqual([headers, await refusal(response)], [headers, expected]);
    equal(sent.length, 0);
  }
});

test('the longest token that may be goes up whole', async () => {
  const { relay, sent } = setStage();
  const token = 'a'.repeat(8192);
  await relay(get(ACCOUNTS, { headers: { Authorization: `Bearer ${token}` } }));
  equal(sent[0]?.headers['x-amz-sso_bearer_token'], token);
});

test('a body that is not declared as JSON is refused: forms need no preflight', async () => {
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'text/plain, application/json',
    'application/json, text/plain',
  ]) {
    const request = post(TOKEN_PATH, GRANT, { headers: { 'Content-Type': type } });
    deepEqual(await refused(request), {
      status: 415,
      message: 'The body must be application/json.',
    });
  }
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
  ]) {
    const { relay, sent } = setStage();
    await relay(post(TOKEN_PATH, GRANT, { headers: { 'Content-Type': type } }));
    equal(sent[0]?.headers['content-type'], 'application/json');
  }
});

test('a body that is no JSON object of texts is refused', async () => {
  const notJson = { status: 400, message: 'The body is no JSON.' };
  const notTexts = {
    status: 400,
    message: 'The body is no JSON object of texts and lists of texts.',
  };
  for (const [body, expected] of [
    ['', notJson],
    ['{', notJson],
    ['grantType=refresh_token', notJson],
    ['<html></html>', notJson],
    ['{"a":"b"}{}', notJson],
    [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x22, 0x22, 0x7d]), notJson],
    [new TextEncoder().encode('\ufeff{}'), notJson],
    ['null', notTexts],
    ['[]', notTexts],
    ['"grantType"', notTexts],
    ['{"a":1}', notTexts],
    ['{"a":null}', notTexts],
    ['{"a":{"b":"c"}}', notTexts],
    ['{"a":["b",["c"]]}', notTexts],
    [`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, undefined],
  ] as const) {
    const answer = await refused(post(TOKEN_PATH, '', { body }));
    if (expected === undefined) equal(answer.status, 400);
    else deepEqual(answer, expected);
  }
});

test('only the grants that sign a person in go up', async () => {
  for (const grantType of [
    'client_credentials',
    'password',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'Refresh_Token',
    'refresh_token ',
    '',
    ['refresh_token'],
    undefined,
  ]) {
    deepEqual(await refused(post(TOKEN_PATH, { ...GRANT, grantType })), {
      status: 400,
      message: 'The relay does not pass this grant type on.',
    });
  }
  for (const grantType of [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ]) {
    const { relay, sent } = setStage();
    await relay(post(TOKEN_PATH, { ...GRANT, grantType }));
    equal(sent[0]?.body, JSON.stringify({ ...GRANT, grantType }));
  }
});

test('AWS gets the member that was checked, not its double', async () => {
  const { relay, sent } = setStage();
  const body = '{"grantType":"client_credentials","grantType":"refresh_token","__proto__":"x"}';
  await relay(post(TOKEN_PATH, '', { body }));
  equal(sent[0]?.body, '{"grantType":"refresh_token","__proto__":"x"}');
  await refused(
    post(TOKEN_PATH, '', { body: '{"grantType":"refresh_token","grantType":"password"}' }),
  );
});

test('64 KiB are taken and a byte more is refused, whatever Content-Length says', async () => {
  const frame = JSON.stringify({ ...GRANT, refreshToken: '' }).length;
  const largest = { ...GRANT, refreshToken: 'r'.repeat(65_536 - frame) };
  const { relay, sent } = setStage();
  equal((await relay(post(TOKEN_PATH, largest))).status, 200);
  equal(String(sent[0]?.body).length, 65_536);
  const larger = { ...largest, refreshToken: `${largest.refreshToken}r` };
  const tooLarge = { status: 413, message: 'The body is larger than 64 KiB.' };
  deepEqual(await refused(post(TOKEN_PATH, larger)), tooLarge);
  deepEqual(
    await refused(post(TOKEN_PATH, larger, { headers: { 'Content-Length': '10' } })),
    tooLarge,
  );
});

test('a body without an end is given up at 64 KiB', async () => {
  let pulled = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  equal((await refused(post(TOKEN_PATH, '', { body }))).status, 413);
  equal(cancelled, true);
  equal(pulled < 80, true, `${pulled} KiB were read`);
});

test('the end of a session has no body', async () => {
  const path = '/idc/us-east-1/portal/logout';
  deepEqual(await refused(postNothing(path, { body: 'x' })), {
    status: 400,
    message: 'The request must have no body.',
  });
  const { relay, sent } = setStage();
  equal((await relay(postNothing(path, { body: '' }))).status, 200);
  equal(sent[0]?.body, undefined);
});
