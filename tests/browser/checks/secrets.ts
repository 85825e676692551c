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
    if (except.includes(place)) continue;
    for (const [secret, what] of secrets) {
      if (forms(secret).some((form) => text.includes(form))) found.push(`a ${what} in ${place}`);
    }
  }
  deepEqual(found, []);
}

/** A secret as it is, in a URL, in JSON and in Base64, whose middle does not depend on what stands around it. */
function forms(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...base64,
  ].filter((form) => form.length >= 8);
}
