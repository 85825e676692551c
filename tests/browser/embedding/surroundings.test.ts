// Pages that do not let the package do what it needs to: each gets a sentence, and nothing is half done.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { consoleIsQuiet, trustedTypesAreInForce } from '../checks/policy.js';
import { embeddingStage, listAccounts, openEmbedding, signIn } from '../stage/embedding.js';
import { LEAST_POLICY } from '../stage/embedding_origin.js';
import type { Page } from '../engine/page.js';
import type { Told } from '../pages/embedding.js';

async function begin(page: Page): Promise<Told> {
  const told = await page.evaluate(() =>
    embedding.told(() => embedding.library.signInWithRedirect(embedding.session)),
  );
  match(told.message, / .*\.$/s);
  ok(told.help !== undefined, 'There is no next step.');
  return told;
}

browserTest('the least policy is enough, with Trusted Types in force', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await signIn(page);
  equal(await listAccounts(page), 3);
  deepEqual(await page.evaluate(() => embedding.violations), []);
  consoleIsQuiet(page, stage.server.url);
  await trustedTypesAreInForce(page);
});

browserTest('a policy without wasm-unsafe-eval is named', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  stage.origin.policy = LEAST_POLICY.replace(" 'wasm-unsafe-eval'", '');
  await openEmbedding(page, stage);
  const told = await begin(page);
  equal(told.code, 'ERR_BAD_RESPONSE');
  match(told.help ?? '', /'wasm-unsafe-eval'/);
});

browserTest('a policy that lets the page ask nobody', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  stage.origin.policy = LEAST_POLICY.replace("connect-src 'self'", "connect-src 'none'");
  await openEmbedding(page, stage);
  equal((await begin(page)).code, 'ERR_NETWORK');
});

browserTest('storage that the browser blocks', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  stage.origin.storage = 'blocked';
  await openEmbedding(page, stage);
  equal(
    await page
      .evaluate(() => embedding.told(async () => sessionStorage.length))
      .then((told) => typeof told),
    'object',
  );
  equal((await begin(page)).code, 'ERR_STORE');
  equal((await page.url()).pathname, '/');
});

browserTest('storage that is full', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await page.evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let part = 0; part < 4; part += 1)
          sessionStorage.setItem(`${size}/${part}`, 'x'.repeat(size));
      } catch {
        // The next part is smaller.
      }
    }
  });
  equal((await begin(page)).code, 'ERR_STORE');
});

browserTest('a page that AWS would not lead back to is told of the device code', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await page.open(`${stage.origin.url.replace('127.0.0.1', 'localhost')}/`);
  await page.until('the page', () => globalThis.embedding?.arrival !== undefined);
  const told = await begin(page);
  equal(told.code, 'ERR_INVALID_ARGUMENT');
  match(told.help ?? '', /device code/);
});
