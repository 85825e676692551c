// Homes that surprise: each ends in the right result, or in a coded error with a next step, with nothing half-written.

import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromProfile } from 'aws-sso-wasm/node';
import { temporaryFolder } from '../node/temporary_folder.js';
import { configText, watchedHome } from './watched_home.js';

const NAMES = [
  'with spaces  and \' " quotes',
  'Zoë – 山田 – 🦀',
  'e\u0301 and \u00e9',
  'new\nline',
  '$HOME ~ %PATH% *?',
  '-rf',
  '#[section]',
];

for (const name of NAMES) {
  test(`a home called ${JSON.stringify(name)} works like any other`, async (t) => {
    const home = await watchedHome(t, { folder: join(await temporaryFolder(t), name) });
    await home.signIn();
    const { accessKeyId } = await fromProfile('demo', { environment: home.environment })();
    match(accessKeyId, /^ASIA/);
    equal(await home.text('.aws/config'), configText(home.sandbox));
    equal(home.issued.has(JSON.parse(await home.text(home.tokenFile)).accessToken), true);
    deepEqual(
      home.sandbox.events.filter(({ status }) => status >= 400),
      [],
    );
  });
}
