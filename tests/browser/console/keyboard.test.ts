// The main job with the keyboard alone.

import { equal, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import type { Page } from '../engine/page.js';
import { consoleStage, listed } from '../stage/web_console.js';

/** The text or label of what has the focus. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let press = 0; press < 40; press += 1) {
    if (name.test(await focused(page))) {
      const isVisible = await page.evaluate(() =>
        document.activeElement?.matches(':focus-visible'),
      );
      equal(isVisible, true, `The focus is not to be seen on ${String(name)}.`);
      return;
    }
    await page.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(name)}.`);
}

browserTest('sign in, search, get credentials, sign out', async (visit) => {
  const { page } = visit;
  await consoleStage(visit, { accounts: 12, roles: 3 });
  await page.sees('heading', 'Sign in to work');
  await tabTo(page, /^Sign in with the browser$/);
  await page.press('Enter');
  await page.sees('button', 'Allow access');
  await tabTo(page, /^Allow access$/);
  await page.press('Enter');
  await listed(page, 12);
  await page.type('/');
  await page.until('the search field', () => document.activeElement?.id === 'search');
  await page.type('payments-dev');
  await listed(page, 12, 1);
  await page.press('ArrowDown');
  await page.press('ArrowRight');
  await page.press('Enter');
  await page.until('the panel', () => document.activeElement?.closest('#role-panel') !== null);
  await tabTo(page, /^Get credentials$/);
  await page.press('Enter');
  await page.sees('button', 'Show secrets');
  await tabTo(page, /^Show secrets$/);
  await page.press('Space');
  await page.sees('button', 'Hide secrets');
  await page.press('Escape');
  await page.until('the list', () => document.activeElement?.closest('#accounts') !== null);
  ok(!(await page.has('button', 'Hide secrets')));
});
