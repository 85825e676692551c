// Nothing but a Region that AWS may have becomes part of a host name.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { get, post, refusal, setStage } from './stage.js';

const accounts = (region: string): string => `/idc/${region}/portal/assignment/accounts`;

test('every Region of the SDKs has the host that they have for it', async (t) => {
  const vectors = process.env['VECTORS'] ?? '';
  const file = join(vectors, 'endpoints/partitions.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    equal(process.env['REQUIRE_VECTORS'], undefined, `${file} is missing.`);
    t.skip('The vectors are missing.');
    return;
  }
  const { partitions } = Object(JSON.parse(text));
  let regions = 0;
  for (const { outputs, regions: named } of partitions) {
    for (const region of Object.keys(named)) {
      const { relay, sent } = setStage();
      const answers = [
        await relay(post(`/idc/${region}/oidc/client/register`, {})),
        await relay(get(accounts(region))),
      ];
      if (region.endsWith('-global')) {
        // It stands for the whole partition, and IAM Identity Center is in none such.
        deepEqual(
          answers.map(({ status }) => status),
          [400, 400],
        );
        equal(sent.length, 0);
        continue;
      }
      regions += 1;
      deepEqual(
        sent.map(({ url }) => new URL(url).origin),
        [
          `https://oidc.${region}.${outputs.dnsSuffix}`,
          `https://portal.sso.${region}.${outputs.dnsSuffix}`,
        ],
      );
    }
  }
  ok(regions > 30);
});

test('FIPS and dual-stack endpoints are those of the SDKs', async () => {
  for (const [region, fips, dualStack, hosts] of [
    [
      'us-east-1',
      true,
      false,
      'oidc-fips.us-east-1.amazonaws.com portal.sso-fips.us-east-1.amazonaws.com',
    ],
    ['us-east-1', false, true, 'oidc.us-east-1.api.aws portal.sso.us-east-1.api.aws'],
    ['us-east-1', true, true, 'oidc-fips.us-east-1.api.aws portal.sso-fips.us-east-1.api.aws'],
    [
      'us-gov-west-1',
      true,
      false,
      'oidc.us-gov-west-1.amazonaws.com portal.sso.us-gov-west-1.amazonaws.com',
    ],
    [
      'us-gov-west-1',
      true,
      true,
      'oidc-fips.us-gov-west-1.api.aws portal.sso-fips.us-gov-west-1.api.aws',
    ],
    [
      'cn-north-1',
      false,
      true,
      'oidc.cn-north-1.api.amazonwebservices.com.cn portal.sso.cn-north-1.api.amazonwebservices.com.cn',
    ],
  ] as const) {
    const { relay, sent } = setStage({ fips, dualStack });
    await relay(post(`/idc/${region}/oidc/client/register`, {}));
    await relay(get(accounts(region)));
    equal(sent.map(({ url }) => new URL(url).host).join(' '), hosts);
  }
});

test('what is no Region is refused', async () => {
  const { relay, sent } = setStage();
  for (const region of [
    'evil.example.com',
    'us-east-1.evil.example.com',
    'us-east-1.',
    '.us-east-1',
    'us-east-1@evil.example.com',
    'us-east-1:443',
    'us-east-1%2Fevil',
    'us-east-1%00',
    'us-east-1%0d%0aHost:evil',
    'us-east-1%23',
    'us-east-1\u2024evil',
    '127.0.0.1',
    'localhost',
    'US-EAST-1',
    'us-east',
    'us-east-',
    'us--1',
    '-us-east-1',
    'us-east-1a',
    'us-east-1-2',
    'us-east-x-1',
    'xx-east-1',
    'eusc-fr-east-1',
    'aws-global',
    `us-${'e'.repeat(32)}-1`,
    'us-east-١',
    'constructor',
    '__proto__',
    '',
  ]) {
    const answer = await refusal(await relay(get(accounts(region))));
    deepEqual([region, answer.status], [region, 400]);
    equal(answer.message, 'There is no such Region.');
  }
  equal(sent.length, 0);
});

test('only the Regions that were named are served', async () => {
  const { relay, sent } = setStage({ regions: ['eu-west-1', 'us-gov-west-1'] });
  deepEqual(await refusal(await relay(get(accounts('us-east-1')))), {
    status: 403,
    message: 'The relay does not serve this Region.',
  });
  equal(sent.length, 0);
  equal((await relay(get(accounts('eu-west-1')))).status, 200);
  equal((await relay(get(accounts('us-gov-west-1')))).status, 200);
});

test('endpoints that were configured take the place of AWS, with their paths', async () => {
  const endpoints = { ssoOidc: 'https://vpce-1.oidc.example.com/a/', sso: 'http://127.0.0.1:4444' };
  const { relay, sent } = setStage({ endpoints });
  await relay(post('/idc/eu-west-1/oidc/token', { grantType: 'refresh_token' }));
  await relay(get(accounts('eu-west-1')));
  deepEqual(
    sent.map(({ url }) => url),
    ['https://vpce-1.oidc.example.com/a/token', 'http://127.0.0.1:4444/assignment/accounts'],
  );
  equal((await relay(get(accounts('evil')))).status, 400);
  equal(sent.length, 2);
});
