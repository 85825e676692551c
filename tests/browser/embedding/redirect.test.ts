// Signing in by leaving the page and coming back, across real navigations.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { consoleIsQuiet } from '../checks/policy.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import type { Page } from '../engine/page.js';
import {
  arrival,
  completed,
  embeddingStage,
  leaveToSignIn,
  listAccounts,
  openEmbedding,
  signIn,
  type EmbeddingStage,
} from '../stage/embedding.js';

/** Where the last allowed or denied request led back to. */
function redirects({ sandbox }: EmbeddingStage): number {
  return sandbox.count('Consent', ({ status }) => status === 303);
}

function tokens({ sandbox }: EmbeddingStage): number {
  return sandbox.count('CreateToken');
}

/** What the browser keeps of a sign-in that is under way. */
async function pending(page: Page): Promise<number> {
  return await page.evaluate(() => sessionStorage.length);
}

async function fails(page: Page, code: string): Promise<void> {
  const arrived = await arrival(page);
  equal(arrived.kind, 'failed');
  if (arrived.kind !== 'failed') return;
  equal(arrived.error.code, code);
  match(arrived.error.message, / .*\.$/s);
  ok(arrived.error.help !== undefined, 'There is no next step.');
  equal((await page.url()).search, '');
}

browserTest('a sign-in goes to AWS and comes back, and leaves no code behind', async (visit) => {
  const { page, foreignHosts } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await leaveToSignIn(page, '/reports?month=5');
  equal((await page.url()).origin, stage.server.url);
  await page.click('button', 'Allow access');
  deepEqual(await completed(page), {
    kind: 'completed',
    signedIn: true,
    returnTo: '/reports?month=5',
  });
  equal((await page.url()).href, `${stage.origin.url}/reports?month=5`);
  equal(await listAccounts(page), 3);
  equal(tokens(stage), 1);
  equal(await pending(page), 0);
  for (const url of (await page.history()) ?? [])
    ok(!/[?&]code=/.test(url), 'A code is in the history.');
  await secretsAreNowhere(page, stage);
  consoleIsQuiet(page, stage.server.url);
  deepEqual(await page.evaluate(() => embedding.violations), []);
  deepEqual([...foreignHosts], []);
});

browserTest('a person who denies is told so, and may try again', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await leaveToSignIn(page);
  await page.click('button', 'Deny');
  await completed(page);
  await fails(page, 'ERR_ACCESS_DENIED');
  equal(tokens(stage), 0);
  equal(await pending(page), 0);
  await signIn(page);
  equal(await listAccounts(page), 3);
});

browserTest('a callback with another state is refused, and the sign-in goes on', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await leaveToSignIn(page);
  const consent = (await page.url()).href;
  await page.open(`${stage.origin.url}/oauth/callback?code=forged-code&state=another-state`);
  await fails(page, 'ERR_STATE_MISMATCH');
  equal(tokens(stage), 0);
  await page.open(consent);
  await page.click('button', 'Allow access');
  equal((await completed(page)).kind, 'completed');
});

browserTest('a callback that nobody asked for is refused', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  for (const query of [
    'code=forged-code&state=8d2d9b4e-3a68-4f2d-9a6e-0d8c47f0e3a1',
    'error=access_denied&state=8d2d9b4e-3a68-4f2d-9a6e-0d8c47f0e3a1',
    'code=a&code=b&state=c',
    'code=forged-code',
    'state=%00%ff',
  ]) {
    await page.open(`${stage.origin.url}/oauth/callback?${query}`);
    await fails(page, 'ERR_STATE_MISMATCH');
  }
  deepEqual(stage.origin.relayed, []);
});

browserTest('the callback of another tab is refused', async (visit) => {
  const { page, newTab } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await leaveToSignIn(page);
  const callback = await stage.sandbox.decide((await page.url()).href, 'approve');
  const other = await newTab();
  await other.open(callback);
  await fails(other, 'ERR_STATE_MISMATCH');
  equal(tokens(stage), 0);
});

browserTest('the callback of another origin is refused', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  const told = await page.evaluate(async () => {
    const { session, told } = embedding;
    const { state } = await session.beginSignIn({
      redirectUri: `${location.origin}/oauth/callback`,
    });
    const foreign = `http://127.0.0.1:1/oauth/callback?code=forged-code&state=${state}`;
    return await told(() => embedding.center.completeSignIn(foreign));
  });
  match('code' in told ? told.code : 'completed', /^ERR_(STATE_MISMATCH|INVALID_ARGUMENT)$/);
  equal(tokens(stage), 0);
});

browserTest('a callback is good for one time', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await leaveToSignIn(page);
  const callback = await stage.sandbox.decide((await page.url()).href, 'approve');
  await page.open(callback);
  equal((await completed(page)).kind, 'completed');
  await page.open(callback);
  await fails(page, 'ERR_STATE_MISMATCH');
  equal(tokens(stage), 1);
  await secretsAreNowhere(page, stage);
});

browserTest(
  'the back button after a sign-in leads to nothing that could go wrong',
  async (visit) => {
    const { page } = visit;
    const stage = await embeddingStage(visit);
    await openEmbedding(page, stage);
    await signIn(page);
    await page.back();
    await page.click('button', 'Allow access');
    await page.until('the second way back', () => globalThis.embedding?.arrival?.kind === 'failed');
    await fails(page, 'ERR_STATE_MISMATCH');
    equal(redirects(stage), 2);
    equal(tokens(stage), 1);
  },
);

browserTest('a reload while the code is exchanged asks to sign in anew', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  stage.sandbox.inject({ operation: 'CreateToken', answer: { kind: 'hang' } });
  await leaveToSignIn(page);
  await page.click('button', 'Allow access');
  await page.until(
    'the exchange',
    () => performance.getEntriesByType('resource').length > 0 && location.pathname !== '/authorize',
  );
  while (tokens(stage) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await page.reload();
  await arrival(page);
  equal((await page.url()).search, '');
  await secretsAreNowhere(page, stage);
  await signIn(page);
  equal(await listAccounts(page), 3);
});

browserTest('two tabs sign in at the same time, each for itself', async (visit) => {
  const { page, newTab } = visit;
  const stage = await embeddingStage(visit);
  const other = await newTab();
  for (const tab of [page, other]) {
    await openEmbedding(tab, stage);
    await leaveToSignIn(tab);
  }
  for (const tab of [page, other]) {
    await tab.click('button', 'Allow access');
    equal((await completed(tab)).kind, 'completed');
    equal(await listAccounts(tab), 3);
  }
  equal(tokens(stage), 2);
});
