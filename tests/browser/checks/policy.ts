// The Content Security Policy is in force, and nothing of the page runs into it.

import { deepEqual, equal } from 'node:assert/strict';
import type { Page } from '../engine/page.js';

/** Fails when the console tells of anything that went wrong, the policy included, in other pages than those of `elsewhere`. */
export function consoleIsQuiet(page: Page, elsewhere: string): void {
  const loud = page.console?.filter(
    ({ type, text }) => !['log', 'info', 'debug'].includes(type) && !text.includes(elsewhere),
  );
  deepEqual(loud ?? [], []);
}

/** Fails when markup can become elements, where the engine knows Trusted Types. */
export async function trustedTypesAreInForce(page: Page): Promise<void> {
  const outcome = await page.evaluate(() => {
    if (!('trustedTypes' in window)) return 'unknown to this engine';
    try {
      document.createElement('div').innerHTML = '<b>bold</b>';
      return 'not in force';
    } catch (error) {
      return error instanceof TypeError ? 'in force' : String(error);
    }
  });
  equal(/^(in force|unknown to this engine)$/.exec(outcome)?.[0], outcome);
}
