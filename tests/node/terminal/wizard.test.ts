// The wizards, as somebody goes through them.

import { equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { KEYS } from '../pseudo_terminal.js';
import { atDesk, Desk, SESSION, START_URL } from './desk.js';

test('configure sso, from nothing to a profile that works', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { accounts: 300, roles: 4 } });
  desk.run('aws-sso-wasm configure sso');
  await desk.answer('SSO session name (Recommended):', 'work\r');
  await desk.answer('SSO start URL [None]:', 'my company\r');
  await desk.answer('Not a valid Start URL\nSSO start URL [None]:', `${START_URL}\r`);
  await desk.answer('SSO region [None]:', ' \r');
  await desk.answer('A value is required\nSSO region [None]:', 'us-east-1\r');
  await desk.answer('SSO registration scopes [sso:account:access]:', 'one two\r');
  await desk.answer('separated by commas\nSSO registration scopes [sso:account:access]:', '\r');
  await desk.shows(/^There are 300 AWS accounts available to you\.\nSearch:\n> analytics/m);
  desk.type('PAY production-2');
  await desk.shows('\nSearch: PAY production-2\n> payments-production-2, ');
  desk.type('\r');
  await desk.shows(
    'There are 4 roles available to you.\nSearch:\n> AdministratorAccess\n  Billing',
  );
  desk.type(KEYS.down);
  await desk.shows('\n> Billing');
  desk.type('\r');
  await desk.answer('Default client Region [None]:', 'eu-west-1\r');
  await desk.answer('CLI default output format (json if not specified) [None]:', 'text\r');
  await desk.answer('Profile name [Billing-111441903369]:', 'dev\r');
  equal(await desk.exit(), 0);

  const url = /\nhttp:\/\/127\.0\.0\.1:\d+\/authorize\?\S+/;
  const dialog = (await desk.before()).replace(url, '\nURL');
  equal(
    dialog,
    `SSO session name (Recommended): work
SSO start URL [None]: my company
Not a valid Start URL
SSO start URL [None]: ${START_URL}
SSO region [None]:
A value is required
SSO region [None]: us-east-1
SSO registration scopes [sso:account:access]: one two
Scope values must be separated by commas
SSO registration scopes [sso:account:access]:
Attempting to open your default browser. If the browser does not open, open the following URL.
If you are unable to open the URL on this device, run this command again with the '--use-device-code' option.

URL

If the browser runs on another machine, it ends at an address that starts with
http://127.0.0.1 and cannot be reached. Paste that whole address here:
There are 300 AWS accounts available to you.
Using the account ID 111441903369
There are 4 roles available to you.
Using the role name "Billing"
Default client Region [None]: eu-west-1
CLI default output format (json if not specified) [None]: text
Profile name [Billing-111441903369]: dev
To use this profile, specify the profile name using --profile, as shown:

aws sts get-caller-identity --profile dev

Without the AWS CLI:

aws-sso-wasm sts get-caller-identity --profile dev`,
  );
  equal(
    await desk.config(),
    `[profile dev]
sso_session = work
sso_account_id = 111441903369
sso_role_name = Billing
region = eu-west-1
output = text
${SESSION}`,
  );
  await desk.isTidy();
  const identity = await desk.tell('aws-sso-wasm sts get-caller-identity --profile dev');
  match(identity, /^111441903369 +arn:aws:sts::111441903369:assumed-role\/AWSReservedSSO_Billing_/);
});

test('a session that is known and signed in is asked for nothing', atDesk, async (t) => {
  const desk = await Desk.open(t, { sandbox: { accounts: 1, roles: 1 }, config: SESSION });
  await desk.tell('aws-sso-wasm sso login --sso-session work');
  const tokens = desk.sandbox.count('CreateToken');
  desk.run('aws-sso-wasm configure sso');
  await desk.answer('SSO session name (Recommended):', 'work\r');
  await desk.answer('Default client Region [None]:', '\r');
  await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
  await desk.answer('Profile name [AdministratorAccess-111122223333]:', '\r');
  equal(await desk.exit(), 0);
  equal(
    (await desk.before()).split('\nDefault')[0],
    `SSO session name (Recommended): work
The only AWS account available to you is: 111122223333
Using the account ID 111122223333
The only role available to you is: AdministratorAccess
Using the role name "AdministratorAccess"`,
  );
  equal(desk.sandbox.count('CreateToken'), tokens);
  equal(
    await desk.config(),
    `${SESSION}[profile AdministratorAccess-111122223333]
sso_session = work
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
`,
  );
});

test('Enter keeps what a profile has', atDesk, async (t) => {
  const profile = `[profile dev]
sso_session = work
sso_account_id = 1
region = eu-west-1
output = yaml
`;
  const desk = await Desk.open(t, {
    sandbox: { accounts: 1, roles: 1 },
    config: SESSION + profile,
    environment: { AWS_PROFILE: 'dev' },
  });
  desk.run('aws-sso-wasm configure sso');
  await desk.answer('SSO session name [work]:', '\r');
  await desk.answer('Default client Region [eu-west-1]:', '\r');
  await desk.answer('CLI default output format (json if not specified) [yaml]:', '\r');
  equal(await desk.exit(), 0);
  equal(
    await desk.config(),
    `${SESSION}[profile dev]
sso_session = work
sso_account_id = 111122223333
region = eu-west-1
output = yaml
sso_role_name = AdministratorAccess
`,
  );
});

for (const [when, variables, isBold] of [
  ['in bold', {}, true],
  ['plainly where colours are not wanted', { NO_COLOR: '1' }, false],
] as const) {
  test(`without a session the legacy format is warned of, ${when}`, atDesk, async (t) => {
    const sandbox = { accounts: 1, roles: 1 };
    const desk = await Desk.open(t, { sandbox, environment: variables });
    desk.run('aws-sso-wasm configure sso --profile old');
    await desk.answer('SSO session name (Recommended):', '\r');
    await desk.answer('SSO start URL [None]:', `${START_URL}\r`);
    await desk.answer('SSO region [None]:', 'us-east-1\r');
    await desk.answer('Default client Region [None]:', '\r');
    await desk.answer('CLI default output format (json if not specified) [None]:', '\r');
    equal(await desk.exit(), 0);
    equal(
      (await desk.before()).replace(/\n[A-Z]{4}-[A-Z]{4}\n/, '\nCODE\n').split('\nUsing')[0],
      `SSO session name (Recommended):
WARNING: Configuring using legacy format (e.g. without an SSO session).
Consider re-running "configure sso" command and providing a session name.
SSO start URL [None]: ${START_URL}
SSO region [None]: us-east-1
Attempting to open your default browser.
If the browser does not open or you wish to use a different device to authorize this request, open the following URL:

${desk.url}/device

Then enter the code:

CODE
The only AWS account available to you is: 111122223333`,
    );
    equal(desk.output.includes('\x1b[1mWARNING'), isBold);
    equal(
      await desk.config(),
      `[profile old]
sso_start_url = ${START_URL}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
`,
    );
  });
}

test('configure sso-session, new and again', atDesk, async (t) => {
  const desk = await Desk.open(t);
  desk.run('aws-sso-wasm configure sso-session');
  await desk.answer('SSO session name:', '\r');
  await desk.answer('A value is required\nSSO session name:', 'work\r');
  await desk.answer('SSO start URL [None]:', `${START_URL}\r`);
  await desk.answer('SSO region [None]:', 'us-east-1\r');
  await desk.answer('SSO registration scopes [sso:account:access]:', '\r');
  equal(await desk.exit(), 0);
  ok(
    (await desk.before()).endsWith(`
Completed configuring SSO session: work
Run the following to login and refresh access token for this session:

aws sso login --sso-session work

Without the AWS CLI:

aws-sso-wasm sso login --sso-session work`),
  );
  equal(await desk.config(), SESSION);

  desk.run('aws-sso-wasm configure sso-session');
  await desk.answer('SSO session name:', 'work\r');
  await desk.answer(`SSO start URL [${START_URL}]:`, '\r');
  await desk.answer('SSO region [us-east-1]:', 'eu-west-1\r');
  await desk.answer('SSO registration scopes [sso:account:access]:', '\r');
  equal(await desk.exit(), 0);
  equal(await desk.config(), SESSION.replace('us-east-1', 'eu-west-1'));
});
