// Credentials as text: shells and programs read back exactly what was written, whatever is in it.

import { deepEqual, equal, throws } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { isIdentityCenterError, type RoleCredentials } from 'aws-sso-wasm';
import {
  credentialText,
  FORMATS,
  powershellQuoted,
  wholeText,
  type CredentialFormat,
} from '../../../www/credential_formats.js';

const ROLE = { accountId: '111122223333', roleName: 'ReadOnly' };

const PLAIN: RoleCredentials = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//8=',
  expiration: new Date('2026-11-22T12:34:56.789Z'),
  accountId: ROLE.accountId,
};

/** Everything that some shell takes for more than text. */
const HOSTILE = `a'b"c\\d$HOME\`id\`$(id);&|<>*?[x]{y}~#!%PATH% e`;

const text = (format: CredentialFormat, credentials = PLAIN): string =>
  wholeText(credentialText(format, credentials, ROLE));

const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

for (const [shell, format] of [
  ['bash', 'bash'],
  ['zsh', 'bash'],
  ['fish', 'fish'],
] as const) {
  test(`${shell} reads back what was written, and runs nothing of it`, (t) => {
    if (spawnSync(shell, ['--version']).error !== undefined) return t.skip(`no ${shell} here`);
    const hostile = { ...PLAIN, secretAccessKey: HOSTILE, sessionToken: `${HOSTILE}\\'` };
    const print = VARIABLES.map((name) => `printf '%s\\n' "$${name}"`).join('\n');
    const { stdout, stderr } = spawnSync(shell, ['-c', `${text(format, hostile)}${print}`], {
      encoding: 'utf8',
    });
    equal(stderr, '');
    deepEqual(stdout.split('\n'), [
      hostile.accessKeyId,
      hostile.secretAccessKey,
      hostile.sessionToken,
      '',
    ]);
  });
}

test('PowerShell has every kind of single quote doubled', () => {
  equal(
    powershellQuoted('a\'b\u2018c\u2019d\u201ae\u201bf$g`h"i'),
    "'a''b\u2018\u2018c\u2019\u2019d\u201a\u201ae\u201b\u201bf$g`h\"i'",
  );
  equal(text('powershell').split('\n')[0], "$Env:AWS_ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE'");
});

test('the Command Prompt gets quoted assignments, and nothing that it cannot quote', () => {
  equal(text('cmd').split('\r\n')[0], 'set "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"');
  for (const value of ['a"b', 'a%PATH%b', 'a!b']) {
    throws(
      () => text('cmd', { ...PLAIN, secretAccessKey: value }),
      (error) => isIdentityCenterError(error, 'ERR_BAD_RESPONSE'),
    );
  }
});

test('a profile has the name that the access portal gives it', () => {
  equal(
    text('profile'),
    `[111122223333_ReadOnly]
aws_access_key_id = ${PLAIN.accessKeyId}
aws_secret_access_key = ${PLAIN.secretAccessKey}
aws_session_token = ${PLAIN.sessionToken}
`,
  );
});

test('JSON is what a credential_process prints', () => {
  deepEqual(JSON.parse(text('json', { ...PLAIN, secretAccessKey: HOSTILE })), {
    Version: 1,
    AccessKeyId: PLAIN.accessKeyId,
    SecretAccessKey: HOSTILE,
    SessionToken: PLAIN.sessionToken,
    Expiration: '2026-11-22T12:34:56+00:00',
  });
});

test('no line break of a value becomes one of the text', () => {
  for (const format of FORMATS.filter((name) => name !== 'json')) {
    for (const end of ['\n', '\r', '\u0000', '\u0085', '\u2028']) {
      throws(
        () => text(format, { ...PLAIN, sessionToken: `a${end}calc` }),
        (error) => isIdentityCenterError(error, 'ERR_BAD_RESPONSE'),
        `${format} ${JSON.stringify(end)}`,
      );
    }
  }
});

test('a role that is no part of a section name makes no profile', () => {
  const evil = { accountId: '111122223333', roleName: 'x]\n[default' };
  throws(() => credentialText('profile', PLAIN, evil));
  throws(() => credentialText('profile', PLAIN, { ...evil, roleName: 'x]#' }));
});

test('secret key and session token are secret parts, and nothing else holds them', () => {
  for (const format of FORMATS) {
    const parts = credentialText(format, PLAIN, ROLE);
    equal(parts.filter((part) => part.isSecret).length, 2, format);
    const shown = wholeText(parts.filter((part) => !part.isSecret));
    equal(shown.includes(PLAIN.secretAccessKey), false, format);
    equal(shown.includes(PLAIN.sessionToken), false, format);
  }
});
