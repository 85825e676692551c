// The example extension in the browser's worker.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { confirmCode, pickShopReadOnly, SIGNED_OUT, signOut } from './person.js';
import { secretsOf, setStage } from './stage.js';

test('in the browser: a device code by a relay behind the login of VS Code itself', async (t) => {
  const stage = await setStage(t, {
    settings: { 'remote.extensionKind': { 'example.aws-identity-center': ['web'] } },
    relay: true,
  });
  const { workbench, server, sandbox } = stage;
  await workbench.run('AWS: Sign in');
  await confirmCode(workbench, 'Allow access');
  await pickShopReadOnly(workbench);
  await workbench.screenshot('web-signed-in');
  equal(
    sandbox.count('GetCallerIdentity', ({ status }) => status === 200),
    1,
  );
  // Nothing of it is on the server.
  deepEqual(await secretsOf(server), []);
  // Nor is anything of it in the log.
  const logged = await workbench.output('AWS IAM Identity Center');
  await workbench.screenshot('web-log');
  ok(logged.length > 0);
  for (const line of logged)
    match(line, /\[info\] https:\/\/d-1234567890\.awsapps\.com\/start: signed-(in|out)$/);
  // The sign-in outlives the window. (Whether the pick does is up to VS Code, which writes such things a moment later.)
  await workbench.reload();
  await workbench.statusOtherThan(SIGNED_OUT);
  await signOut(stage);
});
