// Where the shared files lie: the SDKs' own cases, and what the AWS CLI expands.

import { deepEqual, equal, throws } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isBareName, locateFiles, pathOf } from '../../node_modules/aws-sso-wasm/node/files.js';

interface LocationCase {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly configLocation: string;
  readonly credentialsLocation: string;
}

const vectors = join(process.env['VECTORS'] ?? '', 'profile-parser/file-location-tests.json');

test('every file location case of the SDKs', (t) => {
  if (!existsSync(vectors)) {
    equal(process.env['REQUIRE_VECTORS'], undefined, 'The vectors are required but missing.');
    t.skip('The vectors are not here.');
    return;
  }
  const { tests } = JSON.parse(readFileSync(vectors, 'utf8')) as { tests: LocationCase[] };
  equal(tests.length, 9);
  for (const { name, environment, platform, ...expected } of tests) {
    const found = locateFiles(environment, platform === 'windows' ? 'win32' : 'linux');
    equal(found.config, expected.configLocation, name);
    equal(found.credentials, expected.credentialsLocation, name);
  }
});

test('the caches lie below the home directory wherever the config file is', () => {
  deepEqual(locateFiles({ HOME: '/h', AWS_CONFIG_FILE: '/etc/aws/config' }, 'linux'), {
    config: '/etc/aws/config',
    credentials: '/h/.aws/credentials',
    ssoCache: '/h/.aws/sso/cache',
    cliCache: '/h/.aws/cli/cache',
  });
});

for (const [written, expected] of [
  ['~/aws/config', '/h/aws/config'],
  ['~', '/h'],
  ['~other/config', '~other/config'],
  ['a~/config', 'a~/config'],
  ['$PLACE/config', '/p/config'],
  ['${PLACE}x/config', '/px/config'],
  ['$PLACEx/config', '$PLACEx/config'],
  ['$UNKNOWN/${UNKNOWN}', '$UNKNOWN/${UNKNOWN}'],
  ['$TILDE/config', '/h/config'],
  ['$NESTED/config', '$PLACE/config'],
  ['%PLACE%/config', '%PLACE%/config'],
] as const) {
  test(`AWS_CONFIG_FILE=${written} means ${expected}`, () => {
    const environment = { HOME: '/h', PLACE: '/p', TILDE: '~', NESTED: '$PLACE' };
    equal(locateFiles({ ...environment, AWS_CONFIG_FILE: written }, 'linux').config, expected);
  });
}

test('%VARIABLES% are expanded on Windows', () => {
  const environment = { HOME: 'C:\\h', PLACE: 'D:\\p', AWS_CONFIG_FILE: '%PLACE%\\config' };
  equal(locateFiles(environment, 'win32').config, 'D:\\p\\config');
});

test('empty variables count as unset', () => {
  const found = locateFiles({ HOME: '', AWS_CONFIG_FILE: '' }, 'linux');
  equal(found.config, join(homedir(), '.aws', 'config'));
});

test('the name of a cached document cannot leave its folder', () => {
  const locations = locateFiles({ HOME: '/h' }, 'linux');
  equal(pathOf(locations, { kind: 'sso-cache', name: 'a.json' }), '/h/.aws/sso/cache/a.json');
  for (const name of ['', '.', '..', '../config', 'a/b', 'a\\b', '/etc/passwd', 'a\0b']) {
    equal(isBareName(name), false, name);
    throws(() => pathOf(locations, { kind: 'cli-cache', name }), { code: 'ERR_INVALID_ARGUMENT' });
  }
});

test('a pending sign-in is never a file', () => {
  equal(pathOf(locateFiles({ HOME: '/h' }), { kind: 'pending-sign-in', name: 'state' }), undefined);
});
