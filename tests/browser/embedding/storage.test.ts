// Where a page keeps what it was given: what outlives what, and what tabs share.

import { deepEqual, equal, ok } from 'node:assert/strict';
import type { BrowserStorage } from 'aws-sso-wasm/browser';
import { browserTest } from '../browser_test.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import type { Page } from '../engine/page.js';
import { embeddingStage, openEmbedding, signIn } from '../stage/embedding.js';

declare global {
  var renewal: string | undefined;
}

async function isSignedIn(page: Page): Promise<boolean> {
  return await page.evaluate(async () => (await embedding.session.status()).signedIn);
}

/** Lets the token that is kept in the database be one that ends in five minutes. */
async function nearlyEnd(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const settled = async <T>(request: IDBRequest<T>): Promise<T> =>
      await new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open('aws-sso-wasm'));
    const documents = database.transaction('documents', 'readwrite').objectStore('documents');
    const soon = `${new Date(Date.now() + 300_000).toISOString().slice(0, 19)}Z`;
    let changed = 0;
    for (const name of await settled(documents.getAllKeys())) {
      const text: unknown = await settled(documents.get(name));
      if (typeof text !== 'string' || !text.includes('"refreshToken"')) continue;
      const sooner = text.replace(/("expiresAt":\s*")[^"]*"/, `$1${soon}"`);
      await settled(documents.put(sooner, name));
      changed += 1;
    }
    database.close();
    return changed;
  });
  equal(changed, 1);
}

interface Outlives {
  readonly storage: BrowserStorage;
  readonly reload: boolean;
  readonly newTab: boolean;
  /** Where secrets are kept on purpose. */
  readonly kept: readonly string[];
}

const STORAGES: readonly Outlives[] = [
  { storage: 'memory', reload: false, newTab: false, kept: [] },
  { storage: 'session', reload: true, newTab: false, kept: ['sessionStorage'] },
  { storage: 'local', reload: true, newTab: true, kept: ['IndexedDB'] },
];

for (const { storage, reload, newTab, kept } of STORAGES) {
  browserTest(`the storage ${storage} keeps as much as it says`, async (visit) => {
    const { page } = visit;
    const stage = await embeddingStage(visit, {}, { storage });
    await openEmbedding(page, stage);
    await signIn(page);
    const [account] = stage.sandbox.accounts;
    const role = { accountId: account?.accountId ?? '', roleName: account?.roles[0] ?? '' };
    await page.evaluate(async (role) => {
      await embedding.session.roleCredentials(role);
    }, role);
    ok([...stage.secrets.values()].includes('secretAccessKey'));
    await secretsAreNowhere(page, stage, kept);
    const other = await visit.newTab();
    await openEmbedding(other, stage);
    equal(await isSignedIn(other), newTab);
    await other.close();
    await openEmbedding(page, stage);
    equal(await isSignedIn(page), reload);
    await page.evaluate(async () => {
      await embedding.session.signOut();
    });
    equal(await isSignedIn(page), false);
    // The registration outlives the sign-in, as it does in the AWS CLI's cache.
    for (const [secret, what] of stage.secrets) {
      if (what === 'clientSecret') stage.secrets.delete(secret);
    }
    await secretsAreNowhere(page, stage);
  });
}

browserTest('a page that only looks for a sign-in makes no database', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit, {}, { storage: 'local' });
  await openEmbedding(page, stage);
  equal(await isSignedIn(page), false);
  deepEqual(await page.evaluate(() => indexedDB.databases()), []);
  await signIn(page);
  equal((await page.evaluate(() => indexedDB.databases())).length, 1);
});

browserTest('tabs that need a new token at the same time ask for one', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit, {}, { storage: 'local' });
  await openEmbedding(page, stage);
  await signIn(page);
  await nearlyEnd(page);
  const tabs = [page, await visit.newTab(), await visit.newTab()];
  for (const tab of tabs.slice(1)) await openEmbedding(tab, stage);
  const at = Date.now() + 2_000;
  for (const tab of tabs) {
    await tab.evaluate((at) => {
      setTimeout(() => {
        const { session, told } = embedding;
        // A token that was read from the storage ends at a whole second.
        void told(async () =>
          (await session.accessToken()).expiresAt.toISOString().slice(0, 19),
        ).then((outcome) => (globalThis.renewal = JSON.stringify(outcome)));
      }, at - Date.now());
    }, at);
  }
  const ends: (string | undefined)[] = [];
  for (const tab of tabs) {
    ends.push(await tab.until('the token', () => globalThis.renewal));
  }
  equal(
    stage.sandbox.count('CreateToken', ({ grant }) => grant === 'refresh_token'),
    1,
  );
  deepEqual(ends, [ends[0], ends[0], ends[0]]);
});

browserTest('a sign-out in one tab is one in all', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit, {}, { storage: 'local' });
  await openEmbedding(page, stage);
  await signIn(page);
  const other = await visit.newTab();
  await openEmbedding(other, stage);
  equal(await isSignedIn(other), true);
  await page.evaluate(async () => {
    await embedding.session.signOut();
  });
  equal(await isSignedIn(other), false);
});
