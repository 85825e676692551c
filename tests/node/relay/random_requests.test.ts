// Requests at random, near to good ones: whatever a page sends, only what AWS is meant to see reaches AWS.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { FROM_PAGE, ORIGIN, setStage, TOKEN } from './stage.js';

const COUNT = 10_000;

/** Numbers from a seed (mulberry32), so that a failure can be had again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The routes, each with its method and with a query and a body that are good. */
const ROUTES = [
  ['POST', 'oidc/client/register', '', '{"clientName":"é"}'],
  ['POST', 'oidc/device_authorization', '', '{}'],
  ['POST', 'oidc/token', '', '{"grantType":"refresh_token"}'],
  ['GET', 'portal/assignment/accounts', 'max_result=1', ''],
  ['GET', 'portal/assignment/roles', 'account_id=1', ''],
  ['GET', 'portal/federation/credentials', 'role_name=r', ''],
  ['POST', 'portal/logout', '', ''],
] as const;
const REGIONS = ['us-east-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-isob-east-1'];
/** Where a Region's services are, by how its name starts; chance makes us-iso-east-1 of us-isob-east-1, too. */
const SUFFIXES = [
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eusc-de-', 'amazonaws.eu'],
  ['cn-', 'amazonaws.com.cn'],
  ['', 'amazonaws.com'],
] as const;
const GOOD_HEADERS = {
  ...FROM_PAGE,
  Origin: ORIGIN,
  'Content-Type': 'application/json',
  Authorization: `Bearer ${TOKEN}`,
};

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'];
const PIECES = [
  '',
  '.',
  '..',
  '%2e',
  '%2F',
  '%00',
  '@evil.example',
  '.evil.example',
  ':443',
  '#',
  '?',
  ';',
  '\\',
  '//evil.example',
  'é',
  '%',
  '-',
  '1',
  'a',
  '\t',
  'idc',
  'us-east-1',
  'oidc',
  'token',
  'assignment/roles',
];
const QUERIES = [
  '',
  'max_result=1',
  'next_token=a%2Fb',
  'account_id=1',
  'aws_iam=t',
  'max_result=1&max_result=2',
  'next_token=%0d%0a',
  '%',
  '&&',
  'a[b]=c',
];
const BODIES = [
  '',
  '{}',
  '{"grantType":"password"}',
  '{"grantType":"password","grantType":"refresh_token"}',
  '[]',
  '{"a":1}',
  '{',
  'a=b',
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['Origin', ['null', 'https://evil.example', '']],
  ['Sec-Fetch-Site', ['cross-site', 'none', '']],
  ['X-Requested-By', ['x', '']],
  ['Content-Type', ['text/plain', '', 'application/json; charset=utf-8']],
  ['Authorization', ['Basic YTpi', 'Bearer a b', '']],
  ['Cookie', ['a=b']],
  ['X-Forwarded-Host', ['evil.example']],
  ['x-amz-sso_bearer_token', ['forged']],
];

test(`${COUNT} requests at random reach AWS only as they should`, async (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  t.diagnostic(`SEED=${seed}`);
  const random = randomFrom(seed);
  const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const { relay, sent } = setStage({ origins: [ORIGIN] });
  const statuses = new Map<number, number>();
  let made = 0;
  while (made < COUNT) {
    const isOdd = (): boolean => random(8) === 0;
    const [goodMethod, route, goodQuery, goodBody] = one(ROUTES);
    let path = `/idc/${one(REGIONS)}/${route}`;
    while (isOdd()) {
      const at = 1 + random(path.length);
      path = `${path.slice(0, at)}${one(PIECES)}${path.slice(at + random(3))}`;
    }
    const url = `${isOdd() ? 'https://evil.example' : ORIGIN}${path}?${isOdd() ? one(QUERIES) : goodQuery}`;
    if (!URL.canParse(url)) continue;
    const method = isOdd() ? one(METHODS) : goodMethod;
    const body = method === 'GET' || method === 'HEAD' ? '' : isOdd() ? one(BODIES) : goodBody;
    const headers = new Headers(GOOD_HEADERS);
    for (const [name, values] of HEADERS) if (isOdd()) headers.set(name, one(values));
    const request = new Request(url, { method, headers, ...(body === '' ? {} : { body }) });
    const before = sent.length;
    const { status } = await relay(request);
    made += 1;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    ok(status === 200 ? sent.length === before + 1 : sent.length === before, `${method} ${url}`);
    ok(status < 500, `${method} ${url} was answered with ${status}`);
  }
  for (const { url, method, headers, body, redirect } of sent) {
    match(
      url,
      /^https:\/\/(?:oidc|portal\.sso)\.[a-z]+(?:-[a-z]+)+-\d+\.[a-z0-9.]+\/(?:client\/register|device_authorization|token|logout|assignment\/accounts(?:\?(?:max_result=1|next_token=a%2Fb))?|assignment\/roles(?:\?(?:max_result=1|next_token=a%2Fb|account_id=1))?|federation\/credentials(?:\?(?:account_id=1|role_name=r))?)$/,
    );
    const [, region = '', suffix] = /(?:oidc|portal\.sso)\.([^.]+)\.([^/]+)/.exec(url) ?? [];
    equal(suffix, SUFFIXES.find(([start]) => region.startsWith(start))?.[1], url);
    const isOidc = url.startsWith('https://oidc.');
    deepEqual(headers, {
      accept: 'application/json',
      ...(isOidc ? { 'content-type': 'application/json' } : { 'x-amz-sso_bearer_token': TOKEN }),
    });
    ok(
      isOidc === (body !== undefined) &&
        (method === 'POST') === (isOidc || url.endsWith('/logout')),
    );
    ok(!url.endsWith('/token') || body === '{"grantType":"refresh_token"}');
    ok(redirect === 'manual');
  }
  t.diagnostic(`By status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  ok(sent.length > COUNT / 20, `Only ${sent.length} reached AWS.`);
});
