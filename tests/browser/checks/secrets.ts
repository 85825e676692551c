// Secrets are nowhere but where they are meant to be.

import { deepEqual } from 'node:assert/strict';
import type { Page } from '../engine/page.js';
import type { WatchedSandbox } from '../stage/watched_sandbox.js';

/** Fails when something that the page kept holds a secret of the sandbox, save in the places that are named. */
export async function secretsAreNowhere(
  page: Page,
  { secrets }: Pick<WatchedSandbox, 'secrets'>,
  except: readonly string[] = [],
): Promise<void> {
  const found: string[] = [];
  for (const [place, text] of await page.dump()) {
    if (!except.includes(place)) found.push(...secrets.in(place, text));
  }
  deepEqual(found, []);
}
