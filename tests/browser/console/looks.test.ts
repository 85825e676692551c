// Every state of the page, light and dark, on a desk and on a phone: accessible, and nothing sticks out.

import { equal } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { isAccessible } from '../checks/accessibility.js';
import type { Page } from '../engine/page.js';
import { keepScreenshot } from '../screenshot.js';
import { consoleStage, listed, openRole, signInByRedirect } from '../stage/web_console.js';

const SIZES = { desk: [1200, 900], phone: [390, 844] } as const;

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    browserTest(
      `every state looks right: ${colorScheme}, ${size}`,
      async (visit) => {
        const { page } = visit;
        const looksRight = async (state: string): Promise<void> => {
          await keepScreenshot(page, `${state}-${colorScheme}-${size}`);
          await isAccessible(page);
          equal(await sticksOut(page), '');
        };
        await page.resize(width, height);
        const stage = await consoleStage(visit, { accounts: 12, roles: 3 }, ['work', 'play']);
        await page.sees('heading', 'Choose a session');
        await looksRight('sessions');
        await page.click('button', 'Continue');
        await looksRight('sessions-complaint');
        await page.click('button', /^work/);
        await page.sees('heading', 'Sign in to work');
        await looksRight('sign-in');
        await page.click('button', 'Use a device code');
        await page.reads('Only continue if you started this sign-in.');
        await looksRight('device-code');
        await page.click('button', 'Cancel');
        await signInByRedirect(page);
        await listed(page, 12);
        await looksRight('accounts');
        await page.click('searchbox', 'Search accounts and roles');
        await page.type('zzz');
        await page.reads('Nothing matches');
        await looksRight('nothing-matches');
        await page.press('Escape');
        await openRole(page, /^AdministratorAccess, payments-development/);
        await looksRight('role');
        await page.click('button', 'Get credentials');
        await page.sees('button', 'Show secrets');
        await page.click('button', 'Who am I?');
        await page.reads('Who you are with this role');
        await looksRight('credentials');
        await page.click('button', 'Show secrets');
        await looksRight('credentials-shown');
        await page.click('button', 'Keyboard');
        await page.sees('heading', 'Keyboard');
        await looksRight('keyboard');
        await page.click('button', 'Close');
        stage.sandbox.revokeSessions();
        await page.click('button', 'Back to the accounts');
        await openRole(page, /^ReadOnlyAccess, payments-development/);
        await page.click('button', 'Get credentials');
        await page.sees('alert', /Your sign-in ended/);
        await looksRight('ended');
      },
      { appearance: { colorScheme } },
    );
  }
}

/** What makes the page wider than the window, if anything does. */
async function sticksOut(page: Page): Promise<string> {
  return await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return '';
    const widest = [...document.querySelectorAll('body *')]
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .sort((one, other) => other.right - one.right)[0];
    return `${widest?.element.outerHTML.slice(0, 200)} ends at ${widest?.right}`;
  });
}
