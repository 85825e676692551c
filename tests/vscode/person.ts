// What a person does with the extension, whichever extension host it runs in.

import { equal, match } from 'node:assert/strict';
import type { Page } from 'puppeteer-core';
import type { Stage } from './stage.js';
import type { Workbench } from './workbench.js';

/** What the status bar shows to whom it does not know. */
export const SIGNED_OUT = 'AWS: sign in';
const SHOP = 'Shop $\u200b(zap) <b>';

/** Presses a button of the sandbox's page, as the person does, and waits for what comes of it. */
export async function decide(page: Page, label: 'Allow access' | 'Deny'): Promise<string> {
  const button = page.locator(`::-p-aria([name="${label}"][role="button"])`);
  await Promise.all([page.waitForNavigation(), button.click()]);
  const text = await page.$eval('body', (body) => body.innerText);
  await page.close();
  return text;
}

/** Copies the code and confirms it on the page that opens; the code. */
export async function confirmCode(
  workbench: Workbench,
  label: 'Allow access' | 'Deny',
): Promise<string> {
  const dialog = await workbench.dialog('Your code is');
  const code = /Your code is ([A-Z]{4}-[A-Z]{4})/.exec(dialog)?.[1] ?? '';
  match(dialog, /only if it is this one, and only if you are signing in yourself/);
  const page = await workbench.tabOf(() => workbench.answer('Copy code and open browser'));
  await page.waitForSelector('.code');
  equal(await page.$eval('.code', (shown) => shown.textContent), code);
  await decide(page, label);
  return code;
}

export async function pickShopReadOnly(workbench: Workbench): Promise<void> {
  await workbench.pick('111122223333');
  await workbench.pick('ReadOnly');
  await workbench.status(`${SHOP} · ReadOnly`);
}

export async function signOut({ workbench, sandbox }: Stage): Promise<void> {
  await workbench.run('AWS: Sign out');
  await workbench.status(SIGNED_OUT);
  equal(
    sandbox.count('Logout', ({ status }) => status === 200),
    1,
  );
}
