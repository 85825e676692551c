// VS Code's window, as a person uses it.

import type { TestContext } from 'node:test';
import puppeteer, {
  type Browser,
  type ElementHandle,
  type Page,
  type Target,
} from 'puppeteer-core';
import { setting, type CodeServer } from './code_server.js';

/** For a machine that has much else to do. */
const PATIENCE = { timeout: 60_000 };

const STATUS = '.statusbar-item[id="example.aws-identity-center.identity"]';
const NOTIFICATION = '.notification-list-item';
const DIALOG = '.monaco-dialog-box';
const QUICK_INPUT = '.quick-input-widget';

export class Workbench {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #seen = new WeakSet<Target>();

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  /** Opens a window in a browser of its own, and logs in to the server. */
  static async open(t: TestContext, server: CodeServer): Promise<Workbench> {
    const browser = await puppeteer.launch({
      executablePath: setting('CHROMIUM'),
      defaultViewport: { width: 1280, height: 800 },
      args: [
        // Tests also run as root, where Chromium has no sandbox.
        '--no-sandbox',
        '--disable-dev-shm-usage',
        // VS Code opens a tab some time after the click that asked for it.
        '--disable-popup-blocking',
      ],
    });
    t.after(() => browser.close());
    const page = await browser.newPage();
    await browser
      .defaultBrowserContext()
      .overridePermissions(server.url, ['clipboard-read', 'clipboard-sanitized-write']);
    await page.goto(`${server.url}/login`);
    await page.locator('input[type=password]').fill(server.password);
    await Promise.all([page.waitForNavigation(), page.locator('input[type=submit]').click()]);
    await page.goto(`${server.url}/?folder=${encodeURIComponent(server.folder)}`);
    return new Workbench(browser, page);
  }

  /** Loads the window anew. */
  async reload(): Promise<void> {
    await this.#page.reload();
    await this.ready();
  }

  /** Waits until the extension runs. */
  async ready(): Promise<void> {
    await this.#page.waitForSelector(STATUS, { timeout: 120_000 });
  }

  /** Runs a command by its title in the palette. */
  async run(title: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#page.waitForSelector(`${QUICK_INPUT} input`, { ...PATIENCE, visible: true });
    await this.#page.keyboard.type(title);
    await this.pick(title);
  }

  /** Picks the entry with this text from the list that is open, or that opens. */
  async pick(text: string): Promise<void> {
    const row = `${QUICK_INPUT} .monaco-list-row[aria-label*="${text}"]`;
    await this.#page.waitForSelector(row, { ...PATIENCE, visible: true });
    await this.#page.locator(row).click();
  }

  /** The entries of the list that is open. */
  async choices(): Promise<readonly string[]> {
    return this.#page.$$eval(`${QUICK_INPUT} .monaco-list-row`, (rows) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''),
    );
  }

  /** Waits until the status bar shows this. */
  async status(text: string): Promise<void> {
    await this.#shows(STATUS, text);
  }

  /** Waits until the status bar shows something else. */
  async statusOtherThan(text: string): Promise<void> {
    await this.#page.waitForFunction(
      (selector, unwanted) => {
        const shown = document.querySelector(selector)?.textContent;
        return shown !== undefined && shown !== null && !shown.includes(unwanted);
      },
      PATIENCE,
      STATUS,
      text,
    );
  }

  /** Points at the status bar's entry until its tooltip shows this. */
  async tooltip(text: string): Promise<void> {
    await this.#page.hover(STATUS);
    await this.#shows('.workbench-hover-container', text);
  }

  async clickStatus(): Promise<void> {
    await this.#page.locator(`${STATUS} a`).click();
  }

  /** Waits until the settings show this one. */
  async settings(title: string): Promise<void> {
    await this.#shows('.settings-editor', title);
  }

  /** Waits for a notification with this text, and returns all of its text. */
  async notification(text: string): Promise<string> {
    return this.#shows(`${NOTIFICATION} .notification-list-item-message`, text);
  }

  /** Presses a button of a notification. */
  async press(label: string): Promise<void> {
    const button = await this.#found(`${NOTIFICATION} .monaco-button`, label);
    await button.click();
  }

  /** What an extension has logged to its output channel. */
  async output(channel: string): Promise<readonly string[]> {
    await this.run('Output: Show Output Channels...');
    await this.pick(channel);
    const line = '[id="workbench.parts.panel"] .view-line';
    await this.#page.waitForSelector(line, PATIENCE);
    return this.#page.$$eval(line, (lines) =>
      lines.map((shown) => (shown.textContent ?? '').replaceAll('\u00a0', ' ')).filter(Boolean),
    );
  }

  /** Waits until nothing is told any more. */
  async noNotification(): Promise<void> {
    await this.#page.waitForSelector(NOTIFICATION, { ...PATIENCE, hidden: true });
  }

  /** Waits for a dialog, and returns its text. */
  async dialog(text: string): Promise<string> {
    return this.#shows(DIALOG, text);
  }

  async answer(label: string): Promise<void> {
    const button = await this.#found(`${DIALOG} .monaco-button`, label);
    await button.click();
  }

  /** The tab that opens when `action` runs. */
  async tabOf(action: () => Promise<void>): Promise<Page> {
    for (const target of this.#browser.targets()) this.#seen.add(target);
    const opened = this.#browser.waitForTarget(
      (target) => target.type() === 'page' && !this.#seen.has(target),
      PATIENCE,
    );
    await action();
    const page = await (await opened).page();
    if (page === null) throw new Error('What opened is no page.');
    return page;
  }

  /** Keeps a picture of the window. */
  async screenshot(name: string): Promise<void> {
    await this.#page.screenshot({ path: `${setting('SCREENSHOTS')}/${name}.png` });
  }

  /** Waits for an element that shows this text, and returns all that it shows. */
  async #shows(selector: string, text: string): Promise<string> {
    const element = await this.#found(selector, text);
    return element.evaluate((found) => found.textContent ?? '');
  }

  async #found(selector: string, text: string): Promise<ElementHandle<Element>> {
    const handle = await this.#page.waitForFunction(
      (wanted, part) => {
        const all = Array.from(document.querySelectorAll(wanted));
        return all.find((element) => element.textContent?.includes(part)) ?? null;
      },
      PATIENCE,
      selector,
      text,
    );
    const element = handle.asElement();
    if (element === null) throw new Error(`Nothing shows "${text}".`);
    return element as ElementHandle<Element>;
  }
}
