// Somebody with a stopwatch in Chromium.

import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { CHROMIUM_ARGUMENTS } from '../../tests/browser/engine/puppeteer_engine.js';

declare global {
  var usableAt: number | undefined;
  var longTasks: number[];
}

/** Notes when there is a button to sign in with, and what kept the page from answering for more than 50 ms. */
function watch(): void {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = (): void => {
    for (const button of document.querySelectorAll('button')) {
      if (button.textContent?.startsWith('Sign in') === true) {
        globalThis.usableAt = performance.now();
        observer.disconnect();
        return;
      }
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
}

/** Starts the browser. */
export async function openBrowser(program: string): Promise<Browser> {
  return await puppeteer.launch({
    executablePath: program,
    headless: true,
    args: [...CHROMIUM_ARGUMENTS],
  });
}

/** Someone who has never been anywhere, in a tab that is watched. */
export async function newVisitor(
  browser: Browser,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument(watch);
  return { context, page };
}

/** Goes there; the milliseconds from the navigation until there was a button to sign in with. */
export async function untilUsable(page: Page, url: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url);
  const found = await page.waitForFunction(() => globalThis.usableAt, { timeout: 30_000 });
  return Number(await found.jsonValue());
}
