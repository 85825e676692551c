// What a role gives, on the page of the web console.

import { equal, match, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import { keepScreenshot } from '../screenshot.js';
import { consoleStage, listed, openRole, signInByRedirect } from '../stage/web_console.js';

const FORMATS: readonly (readonly [name: string, shape: RegExp])[] = [
  ['Bash', /^export AWS_ACCESS_KEY_ID=/m],
  ['PowerShell', /^\$Env:AWS_ACCESS_KEY_ID ?= ?/im],
  ['fish', /^set -gx AWS_ACCESS_KEY_ID /m],
  ['Profile', /^aws_access_key_id ?= ?/m],
  ['JSON', /"AccessKeyId": ?"/],
];

browserTest('credentials are hidden until they are asked for, in every format', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await signInByRedirect(page);
  await listed(page, 3);
  await openRole(page, /^ReadOnlyAccess, /);
  await page.click('button', 'Get credentials');
  await page.sees('button', 'Show secrets');
  await page.reads(/\b(59:\d\d|1:00:00) left/);
  const [secretKey] = [...stage.secrets].find(([, what]) => what === 'secretAccessKey') ?? [];
  ok(secretKey !== undefined);
  await secretsAreNowhere(page, stage);
  for (const [name, shape] of FORMATS) {
    await page.click('radio', new RegExp(`^${name}`, 'i'));
    const text = await page.evaluate(
      () => document.querySelector('#credential-text')?.textContent ?? '',
    );
    match(text, shape);
    ok(!text.includes(secretKey));
  }
  await page.click('button', 'Show secrets');
  const shown = await page.evaluate(
    () => document.querySelector('#credential-text')?.textContent ?? '',
  );
  ok(shown.includes(secretKey));
  await page.click('button', 'Hide secrets');
  await secretsAreNowhere(page, stage);
  await page.click('button', 'Back to the accounts');
  await secretsAreNowhere(page, stage);
});

browserTest('the page asks STS itself who the person is', async (visit) => {
  const { page, foreignHosts } = visit;
  const stage = await consoleStage(visit);
  await signInByRedirect(page);
  await listed(page, 3);
  await openRole(page, /^ReadOnlyAccess, /);
  await page.click('button', 'Who am I?');
  await page.reads(
    /arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_ReadOnlyAccess_[0-9a-f]{16}\//,
  );
  equal(
    stage.sandbox.count('GetCallerIdentity', ({ status }) => status === 200),
    1,
  );
  const link = await page.evaluate(
    () => document.querySelector('#open-console')?.getAttribute('href') ?? '',
  );
  match(
    link,
    /^https:\/\/d-1234567890\.awsapps\.com\/start\/?#\/console\?account_id=\d{12}&role_name=ReadOnlyAccess$/,
  );
  equal(foreignHosts.size, 0);
});

browserTest('a role that is not given is explained', async (visit) => {
  const { page } = visit;
  await consoleStage(visit, { deniedRoles: ['ReadOnlyAccess'] });
  await signInByRedirect(page);
  await listed(page, 3);
  await openRole(page, /^ReadOnlyAccess, /);
  await page.click('button', 'Get credentials');
  await page.sees('alert', /.*/);
  await keepScreenshot(page, 'role-denied');
});

browserTest('a sign-out says what it did, and leaves nothing', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await page.click('radio', 'In this browser');
  await signInByRedirect(page);
  await listed(page, 3);
  await openRole(page, /^ReadOnlyAccess, /);
  await page.click('button', 'Get credentials');
  await page.sees('button', 'Show secrets');
  await page.click('button', 'Sign out');
  await page.reads('Signed out of work.');
  await page.reads('AWS keeps accepting role credentials that you got');
  await keepScreenshot(page, 'signed-out');
  // The registration outlives the sign-in, as it does in the AWS CLI's cache.
  for (const [secret, what] of stage.secrets) {
    if (what === 'clientSecret') stage.secrets.delete(secret);
  }
  await secretsAreNowhere(page, stage);
});
