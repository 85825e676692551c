// A page that embeds the package, with the origin, the relay and the sandbox behind it.

import type { SandboxOptions } from 'aws-sso-wasm/sandbox';
import type { Visit } from '../browser_test.js';
import type { Page } from '../engine/page.js';
import type { Arrival, Told } from '../pages/embedding.js';
import {
  embeddingOrigin,
  type EmbeddingOptions,
  type EmbeddingOrigin,
} from './embedding_origin.js';
import { watchedSandbox, type WatchedSandbox } from './watched_sandbox.js';

export interface EmbeddingStage extends WatchedSandbox {
  readonly origin: EmbeddingOrigin;
}

/** Sets the stage; no page is open yet. */
export async function embeddingStage(
  { t }: Visit,
  sandboxOptions: SandboxOptions = {},
  options: EmbeddingOptions = {},
): Promise<EmbeddingStage> {
  const watched = await watchedSandbox(t, sandboxOptions);
  return { ...watched, origin: await embeddingOrigin(t, watched, options) };
}

/** Waits until the page knows what its own address means. */
export async function arrival(page: Page): Promise<Arrival> {
  return await page.until('the arrival', () => globalThis.embedding?.arrival);
}

/** Opens the page. */
export async function openEmbedding(page: Page, { origin }: EmbeddingStage): Promise<void> {
  await page.open(`${origin.url}/`);
  await arrival(page);
}

/** Leaves the page for the consent page, and waits for it. */
export async function leaveToSignIn(page: Page, returnTo?: string): Promise<void> {
  await page.evaluate(
    (options) => {
      const { library, session } = embedding;
      // The page is left before there is an answer.
      void library.signInWithRedirect(session, options).catch((error: unknown) => {
        document.title = String(error);
      });
    },
    returnTo === undefined ? {} : { returnTo },
  );
  await page.sees('button', 'Allow access');
}

/** Signs in, from the opened page to the completed redirect. */
export async function signIn(page: Page): Promise<void> {
  await leaveToSignIn(page);
  await page.click('button', 'Allow access');
  const { kind } = await completed(page);
  if (kind !== 'completed') throw new Error('Not signed in.');
}

/** Waits for the way back from the consent page. */
export async function completed(page: Page): Promise<Arrival> {
  await page.until('the way back', () => globalThis.embedding?.arrival !== undefined);
  return await arrival(page);
}

/** What happened when the page asked for the roles of every account: how many accounts there are, or the error. */
export async function listRoles(page: Page): Promise<number | Told> {
  return await page.evaluate(() =>
    embedding.told(async () => {
      let count = 0;
      for await (const _ of embedding.session.accountRoles()) count += 1;
      return count;
    }),
  );
}

/** What happened when the page asked for the accounts: how many there are, or the error. */
export async function listAccounts(page: Page): Promise<number | Told> {
  return await page.evaluate(() =>
    embedding.told(async () => {
      let count = 0;
      for await (const _ of embedding.session.accounts()) count += 1;
      return count;
    }),
  );
}
