// The example extension in the extension host of a server.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { confirmCode, decide, pickShopReadOnly, SIGNED_OUT, signOut } from './person.js';
import { secretsOf, setStage, sha256 } from './stage.js';

test('on a server: a device code, account and role, another extension, sign-out', async (t) => {
  const stage = await setStage(t);
  const { workbench, server, sandbox } = stage;
  await workbench.status(SIGNED_OUT);
  await workbench.clickStatus();
  await workbench.dialog('Your code is');
  await workbench.screenshot('server-code');
  const code = await confirmCode(workbench, 'Allow access');
  await workbench.screenshot('server-accounts');
  await pickShopReadOnly(workbench);
  await workbench.tooltip('alex@example.com');
  await workbench.screenshot('server-signed-in');
  equal(
    sandbox.count('GetCallerIdentity', ({ status }) => status === 200),
    1,
  );

  // Another extension gets the very token that the AWS CLI would find.
  await workbench.run('Companion: Show session');
  await workbench.answer('Allow');
  const secrets = await secretsOf(server);
  ok(secrets.length > 0, 'the shared cache has a token');
  const told = await workbench.notification('After');
  match(told, /^After [1-9]\d* changes: d-1234567890\.awsapps\.com with sso:account:access, /);
  ok(
    secrets.some((secret) => told.endsWith(sha256(secret))),
    told,
  );
  await workbench.screenshot('server-companion');

  await signOut(stage);
  deepEqual(await secretsOf(server, /Token$/), []);
  const logs = await server.logs();
  match(logs, /signed-out/);
  for (const secret of [...secrets, code]) ok(!logs.includes(secret), 'no secret is logged');
});

test('on a server whose browser is on the same machine: PKCE, with a session of ~/.aws/config', async (t) => {
  const stage = await setStage(t, {
    config: (sandboxUrl) => `
[default]
endpoint_url = ${sandboxUrl}
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`,
    settings: { 'awsIdentityCenter.session': 'corp', 'awsIdentityCenter.method': 'browser' },
  });
  const { workbench, server, sandbox } = stage;
  const abandoned = await workbench.tabOf(() => workbench.run('AWS: Sign in'));
  await abandoned.close();
  await workbench.press('Cancel');
  await workbench.noNotification();
  await workbench.status(SIGNED_OUT);
  const page = await workbench.tabOf(() => workbench.run('AWS: Sign in'));
  await workbench.notification('Signing in to AWS');
  await workbench.screenshot('server-browser-waiting');
  match(await decide(page, 'Allow access'), /close this/);
  await pickShopReadOnly(workbench);
  equal(
    sandbox.count('CreateToken', ({ grant }) => grant === 'authorization_code'),
    1,
  );
  equal(sandbox.count('StartDeviceAuthorization'), 0);
  await signOut(stage);
  deepEqual(await secretsOf(server, /Token$/), []);
});
