// What a person sees of the example extension when a sign-in ends, and when something goes wrong.

import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { confirmCode, pickShopReadOnly, SIGNED_OUT } from './person.js';
import { setStage } from './stage.js';

test('the end of a sign-in that cannot be renewed is told ahead', async (t) => {
  const { workbench, sandbox } = await setStage(t, {
    sandbox: { consent: 'approve', refreshTokens: 'none', lifetimes: { accessToken: 30 } },
  });
  const signIn = async (begin: () => Promise<void>): Promise<void> => {
    await begin();
    const page = await workbench.tabOf(() => workbench.answer('Copy code and open browser'));
    await page.close();
    await workbench.notification('Your AWS sign-in ends at');
  };
  await signIn(() => workbench.run('AWS: Sign in'));
  await workbench.screenshot('expiring');
  await signIn(() => workbench.press('Sign in again'));
  equal(
    sandbox.count('CreateToken', ({ status }) => status === 200),
    2,
  );
  await workbench.status(SIGNED_OUT);
});

test('what goes wrong is a sentence with the next step as a button', async (t) => {
  const { workbench, sandbox, server } = await setStage(t, { sandbox: { deniedRoles: ['Admin'] } });

  // Cancelled: the person knows.
  await workbench.run('AWS: Sign in');
  await workbench.dialog('Your code is');
  await workbench.answer('Cancel');
  await workbench.status(SIGNED_OUT);
  await workbench.noNotification();

  // Declined: the button begins anew.
  await workbench.run('AWS: Sign in');
  await confirmCode(workbench, 'Deny');
  await workbench.notification('denied in the browser');
  await workbench.screenshot('declined');
  await workbench.press('Sign in');
  await confirmCode(workbench, 'Allow access');

  // A role that the portal refuses.
  await workbench.pick('111122223333');
  await workbench.pick('Admin');
  await workbench.notification('AWS refuses you this role: No access');
  await workbench.screenshot('no-access');
  await workbench.press('Pick another role');
  await pickShopReadOnly(workbench);

  // No answer.
  sandbox.inject({ operation: 'ListAccounts', answer: { kind: 'reset' }, times: Infinity });
  await workbench.run('AWS: Pick account and role');
  await workbench.notification('broke off');
  await workbench.screenshot('no-answer');
  sandbox.clearFaults();
  await workbench.press('Try again');
  await workbench.pick('444455556666');
  await workbench.pick('ReadOnly');
  await workbench.status('444455556666 · ReadOnly');

  // Nothing to sign in to.
  await server.configure({});
  await workbench.reload();
  await workbench.status(SIGNED_OUT);
  await workbench.clickStatus();
  await workbench.notification('the settings lack a session, or a start URL and its Region.');
  await workbench.press('Open settings');
  await workbench.settings('Start Url');
  await workbench.screenshot('settings');
});
