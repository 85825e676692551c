// Options that cannot be are told at once.

import { doesNotThrow, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay, nodeListener, type RelayOptions } from 'aws-sso-wasm/relay';

test('wrong options are a TypeError at once', () => {
  const wrong: readonly unknown[] = [
    null,
    'idc',
    { basePath: 'idc' },
    { basePath: '/idc/' },
    { basePath: '/' },
    { basePath: '//idc' },
    { basePath: '/a/../b' },
    { basePath: '/a b' },
    { basePath: '/a?b' },
    { basePath: '/a%2Fb' },
    { basePath: 1 },
    { origins: 'https://console.example.com' },
    { origins: [] },
    { origins: ['*'] },
    { origins: ['null'] },
    { origins: ['console.example.com'] },
    { origins: ['https://console.example.com/'] },
    { origins: ['https://console.example.com/page'] },
    { origins: ['https://Console.example.com'] },
    { origins: ['https://console.example.com:443'] },
    { origins: ['ftp://console.example.com'] },
    { origins: ['https://user@console.example.com'] },
    { origins: [new URL('https://console.example.com')] },
    { regions: 'us-east-1' },
    { regions: [] },
    { regions: ['nowhere-1'] },
    { regions: ['us-east-1', 'evil.example.com'] },
    { authorize: true },
    { fetch: 'fetch' },
    { endpoints: 'https://example.com' },
    { endpoints: null },
    { endpoints: { sso: 'example.com' } },
    { endpoints: { sso: 'http://example.com' } },
    { endpoints: { sso: 'http://127.0.0.1.example.com' } },
    { endpoints: { sso: 'http://localhost.example.com' } },
    { endpoints: { ssoOidc: 'ftp://example.com' } },
    { endpoints: { ssoOidc: 'https://user:pass@example.com' } },
    { endpoints: { ssoOidc: 'https://example.com/?a=b' } },
    { endpoints: { ssoOidc: 'https://example.com/#a' } },
    { endpoints: { ssoOidc: new URL('https://example.com') } },
    { fips: 'true' },
    { dualStack: 1 },
    { fips: true, endpoints: { sso: 'https://example.com' } },
    { dualStack: true, endpoints: { ssoOidc: 'https://example.com' } },
    { timeoutMilliseconds: 0 },
    { timeoutMilliseconds: -1 },
    { timeoutMilliseconds: Number.NaN },
    { timeoutMilliseconds: Number.POSITIVE_INFINITY },
    { timeoutMilliseconds: 2 ** 31 },
    { timeoutMilliseconds: '15000' },
  ];
  for (const options of wrong) {
    throws(
      () => createRelay(options as RelayOptions),
      { name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' },
      JSON.stringify(options),
    );
  }
  // JavaScript may pass anything.
  const none: unknown = undefined;
  throws(() => nodeListener(none as never), { name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' });
});

test('options that may be are taken', () => {
  for (const options of [
    undefined,
    {},
    { basePath: '' },
    { origins: ['https://console.example.com', 'http://127.0.0.1:3000', 'http://[::1]:8080'] },
    { regions: ['us-east-1', 'cn-north-1', 'us-isob-east-1', 'eusc-de-east-1'] },
    { endpoints: {} },
    { endpoints: { sso: 'http://127.0.0.1:4444/', ssoOidc: 'http://[::1]:4444' } },
    { endpoints: { sso: 'http://localhost:4444/a' } },
    { timeoutMilliseconds: 1 },
  ]) {
    doesNotThrow(() => createRelay(options), JSON.stringify(options));
  }
});
