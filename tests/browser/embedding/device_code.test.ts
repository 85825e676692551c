// Signing in with a device code from a page (RFC 8628).

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import type { Page } from '../engine/page.js';
import type { Told } from '../pages/embedding.js';
import { embeddingStage, listAccounts, openEmbedding } from '../stage/embedding.js';

declare global {
  var device: {
    abort: AbortController;
    prompts: { userCode: string; verificationUri: string; complete: string | undefined }[];
    outcome: boolean | Told | undefined;
  };
}

/** Begins a sign-in in the page, and waits for the code that the person is shown, or for the failure. */
async function begin(page: Page): Promise<string> {
  await page.evaluate(() => {
    const abort = new AbortController();
    globalThis.device = { abort, prompts: [], outcome: undefined };
    const { session, told } = embedding;
    void told(async () => {
      const { signedIn } = await session.signInWithDeviceCode({
        signal: abort.signal,
        onPrompt: ({ userCode, verificationUri, verificationUriComplete }) =>
          device.prompts.push({ userCode, verificationUri, complete: verificationUriComplete }),
      });
      return signedIn;
    }).then((outcome) => (device.outcome = outcome));
  });
  await page.until('a code', () => device.prompts.length > 0 || device.outcome !== undefined);
  return await page.evaluate(() => device.prompts[0]?.userCode ?? 'no code');
}

async function outcome(page: Page): Promise<boolean | Told> {
  await page.until('the end', () => device.outcome !== undefined);
  return await page.evaluate(() => device.outcome ?? false);
}

function code(told: boolean | Told): string {
  return typeof told === 'boolean' ? 'signed in' : told.code;
}

browserTest('a device code is approved in another tab', async (visit) => {
  const { page, newTab } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  const userCode = await begin(page);
  const other = await newTab();
  await other.open(await page.evaluate(() => device.prompts[0]?.complete ?? ''));
  ok((await other.text()).includes(userCode));
  await other.click('button', /^(Approve|Allow|Confirm)/);
  await other.sees('heading', 'Request approved');
  equal(await outcome(page), true);
  equal(await listAccounts(page), 3);
  const types = await page.evaluate(() => [...new Set(embedding.events.map(({ type }) => type))]);
  deepEqual(
    types.filter((type) => type !== 'polling'),
    ['prompt', 'signed-in'],
  );
  await secretsAreNowhere(page, stage);
});

browserTest('a device code that is denied ends the sign-in', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await stage.sandbox.decideDevice(await begin(page), 'deny');
  equal(code(await outcome(page)), 'ERR_ACCESS_DENIED');
});

browserTest('a device code that nobody enters ends', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit, { lifetimes: { deviceCode: 2 } });
  await openEmbedding(page, stage);
  await begin(page);
  equal(code(await outcome(page)), 'ERR_AUTHORIZATION_EXPIRED');
});

browserTest('a sign-in with a device code can be cancelled, and asks no more', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await begin(page);
  await page.evaluate(() => device.abort.abort());
  equal(code(await outcome(page)), 'ERR_ABORTED');
  const polls = stage.sandbox.count('CreateToken');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  equal(stage.sandbox.count('CreateToken'), polls);
});

for (const verificationUri of [
  'https://device.sso.us-east-1.amazonaws.com.example.com/',
  'https://example.com/device',
  'http://device.sso.us-east-1.amazonaws.com/',
  'javascript:alert(1)',
]) {
  browserTest(
    `a verification URL that is not AWS's is not shown: ${verificationUri}`,
    async (visit) => {
      const { page } = visit;
      const stage = await embeddingStage(visit);
      stage.sandbox.inject({
        operation: 'StartDeviceAuthorization',
        answer: {
          kind: 'call',
          respond: () =>
            Response.json({
              deviceCode: 'a-device-code',
              userCode: 'ABCD-EFGH',
              verificationUri,
              verificationUriComplete: `${verificationUri}?user_code=ABCD-EFGH`,
              expiresIn: 600,
              interval: 1,
            }),
        },
      });
      await openEmbedding(page, stage);
      equal(await begin(page), 'no code');
      const told = await outcome(page);
      equal(code(told), 'ERR_BAD_RESPONSE');
      match(typeof told === 'boolean' ? '' : told.message, / .*\.$/s);
      equal(stage.sandbox.count('CreateToken'), 0);
    },
  );
}
