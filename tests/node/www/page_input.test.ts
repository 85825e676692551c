// What the page is given, by its server, by its own memory and by a person: nothing is taken for granted.

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../www/config.js';
import { readPlace } from '../../../www/place_text.js';
import { findProblem } from '../../../www/session_check.js';
import { portalName, sessionLabel } from '../../../www/session_facts.js';

const SESSION = { name: 'dev', startUrl: 'https://acme.awsapps.com/start', region: 'eu-west-1' };

test('a configuration is read, and half a session is none', () => {
  const config = readConfig(
    JSON.stringify({
      sessions: [SESSION, { ...SESSION, region: 7 }, null, { ...SESSION, scopes: ['a', 1] }],
      relay: '/idc',
      endpoints: { sts: 'http://127.0.0.1:9', sso: 1 },
      sandbox: true,
      problem: { code: 'ERR_CONFIG_INVALID', message: 'Line 3 is no setting.', help: 'Mend it.' },
    }),
  );
  deepEqual(config?.sessions, [
    { ...SESSION, scopes: [] },
    { ...SESSION, scopes: ['a'] },
  ]);
  deepEqual(config?.endpoints, { sts: 'http://127.0.0.1:9' });
  equal(config?.sandbox, true);
  equal(config?.fips, false);
  equal(config?.problem?.message, 'Line 3 is no setting.');
});

test('what is no configuration is refused', () => {
  for (const text of ['', '<!doctype html>', '[]', 'null', '{}', '{"relay":"/idc"}']) {
    equal(readConfig(text), undefined, text);
  }
});

test('a place that was kept comes back, and rubbish is the top of the page', () => {
  const place = { query: 'pay', accountId: '111122223333', roleName: 'ReadOnly' };
  const kept = { storage: 'local', place, session: { ...SESSION, scopes: [] } };
  deepEqual(readPlace(JSON.stringify(kept)), kept);
  for (const text of [
    '',
    'null',
    '7',
    '{"storage":"cookie","place":[1]}',
    '{"place":{"query":7}}',
  ]) {
    deepEqual(readPlace(text), { storage: 'memory', place: {} }, text);
  }
});

test('a typed session has to be possible', () => {
  const fine = { startUrl: undefined, region: undefined };
  deepEqual(findProblem(SESSION), fine);
  for (const region of ['us-gov-west-1', 'eusc-de-east-1', 'ap-northeast-3']) {
    deepEqual(findProblem({ ...SESSION, region }), fine, region);
  }
  for (const region of [
    '',
    'Ireland',
    'eu-west',
    'EU-WEST-1',
    'eu-west-1.evil.com',
    'eu-west-1/',
  ]) {
    equal(typeof findProblem({ ...SESSION, region }).region, 'string', region);
  }
  for (const startUrl of [
    '',
    'acme',
    'http://acme.awsapps.com/start',
    'https://a:b@acme.com',
    'https://localhost',
  ]) {
    equal(typeof findProblem({ ...SESSION, startUrl }).startUrl, 'string', startUrl);
  }
});

test('a portal is called by its host', () => {
  equal(portalName('https://acme.awsapps.com/start'), 'acme.awsapps.com');
  equal(portalName('acme'), 'acme');
});

test('a session is called by its name, and a typed one by the short of its address', () => {
  const typed = (startUrl: string): string =>
    sessionLabel({ name: startUrl, startUrl, region: 'eu-west-1', scopes: [] });
  equal(sessionLabel({ ...SESSION, scopes: [] }), 'dev');
  equal(typed('https://acme.awsapps.com/start'), 'acme.awsapps.com');
  equal(typed('https://acme.awsapps.com/start/'), 'acme.awsapps.com');
  equal(
    typed('https://identitycenter.amazonaws.com/ssoins-1234'),
    'identitycenter.amazonaws.com/ssoins-1234',
  );
});
