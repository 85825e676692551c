// A tab as a person uses it: looks for what has a role and a name, waits until it is there.

import {
  LostBrowser,
  type Cookie,
  type ConsoleMessage,
  type EngineName,
  type Key,
  type Tab,
} from './driver.js';
import { dumpPage, findByRole, whatIsClicked } from './in_page.js';

/** What can be sent to a page. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export class Page {
  readonly engine: EngineName;
  /** How long the person waits for something before giving up, in milliseconds. */
  patience = 20_000;
  readonly #tab: Tab;

  constructor(engine: EngineName, tab: Tab) {
    this.engine = engine;
    this.#tab = tab;
  }

  /** Goes to the URL and waits until it has loaded. */
  async open(url: string): Promise<void> {
    await this.#tab.goto(url);
  }

  async reload(): Promise<void> {
    await this.#tab.reload();
  }

  async back(): Promise<void> {
    await this.#tab.back();
  }

  async forward(): Promise<void> {
    await this.#tab.forward();
  }

  async url(): Promise<URL> {
    return new URL(await this.evaluate(() => location.href));
  }

  /** Runs a function in the page. It is sent as text: it sees its arguments and the page, nothing else. */
  async evaluate<A extends readonly Json[], R>(
    run: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> {
    return (await this.#tab.run(call(run, args))) as Awaited<R>;
  }

  /** Runs a script in the page, past its Content Security Policy. */
  async run(script: string): Promise<void> {
    await this.#tab.run(`(() => {${script}\n})()`);
  }

  /** Waits until the function gives something true in the page, whatever pages come and go meanwhile. */
  async until<A extends readonly Json[], R>(
    what: string,
    run: (...args: A) => R,
    ...args: A
  ): Promise<Exclude<Awaited<R>, null | undefined | false>> {
    return await this.#patiently(what, async () => {
      const found = await this.evaluate(run, ...args);
      return isThere(found) ? found : undefined;
    });
  }

  /** Waits until the person can read the text. */
  async reads(text: string | RegExp): Promise<void> {
    const { source, flags } = pattern(text, false);
    await this.until(
      `the text ${String(text)}`,
      (source: string, flags: string) =>
        new RegExp(source, flags).test(document.body.innerText.replaceAll(/\s+/g, ' ')),
      source,
      flags,
    );
  }

  /** What the person can read. */
  async text(): Promise<string> {
    return await this.evaluate(() => document.body.innerText.replaceAll(/\s+/g, ' ').trim());
  }

  /** Whether there is such an element in view now. */
  async has(role: string, name: string | RegExp): Promise<boolean> {
    return (await this.#tab.run(`${element(role, name)} !== null`)) === true;
  }

  /** Waits until there is such an element in view. */
  async sees(role: string, name: string | RegExp): Promise<void> {
    await this.#patiently(`the ${role} ${String(name)}`, async () =>
      (await this.has(role, name)) ? true : undefined,
    );
  }

  /** Waits until there is such an element in view that can be used, and clicks it. */
  async click(role: string, name: string | RegExp): Promise<void> {
    const usable = `(${String(whatIsClicked)})(${element(role, name)})`;
    await this.#patiently(`the ${role} ${String(name)} to click`, async () =>
      (await this.#tab.click(usable)) ? true : undefined,
    );
  }

  /** Replaces what is in a text field. */
  async fill(role: string, name: string | RegExp, text: string): Promise<void> {
    await this.click(role, name);
    await this.#tab.run(`${element(role, name)}.select()`);
    await this.press('Backspace');
    await this.type(text);
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    for (const character of text) await this.#tab.press(character);
  }

  async press(key: Key, modifier?: 'Shift' | 'Control'): Promise<void> {
    await this.#tab.press(key, modifier);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#tab.resize(width, height);
  }

  async screenshot(): Promise<Uint8Array> {
    return await this.#tab.screenshot();
  }

  async cookies(): Promise<readonly Cookie[]> {
    return await this.#tab.cookies();
  }

  get console(): readonly ConsoleMessage[] | undefined {
    return this.#tab.console;
  }

  get requests(): readonly string[] | undefined {
    return this.#tab.requests;
  }

  /** Everything that was kept, in whatever the driver and the page can see, as text to search. */
  async dump(): Promise<ReadonlyMap<string, string>> {
    const dumped = new Map(Object.entries(await this.evaluate(dumpPage)));
    dumped.set('the cookies', JSON.stringify(await this.cookies()));
    dumped.set('the history', JSON.stringify((await this.#tab.history()) ?? []));
    dumped.set('the console', JSON.stringify(this.console ?? []));
    return dumped;
  }

  /** The URLs behind the Back button and before the Forward button; undefined where the driver does not tell. */
  async history(): Promise<readonly string[] | undefined> {
    return await this.#tab.history();
  }

  async close(): Promise<void> {
    await this.#tab.close();
  }

  async #patiently<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + this.patience;
    let reason = '';
    // What did not even answer is asked once more.
    while (Date.now() < end || (reason !== '' && Date.now() < end + this.patience)) {
      try {
        const found = await look();
        if (found !== undefined) return found;
        reason = '';
      } catch (error) {
        if (error instanceof LostBrowser) throw error;
        // The page that was asked has gone, and the next one is not there yet.
        reason = ` (${String(error)})`;
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const shown = await this.text().catch(String);
    throw new Error(`Waited in vain for ${what}${reason}. The page says: ${shown.slice(0, 2_000)}`);
  }
}

function isThere<T>(found: T): found is Exclude<T, null | undefined | false> {
  return found !== null && found !== undefined && found !== false;
}

function call(run: (...args: never) => unknown, args: readonly Json[]): string {
  return `(${String(run)})(...${JSON.stringify(args)})`;
}

function element(role: string, name: string | RegExp): string {
  return call(findByRole, [role, pattern(name, true)]);
}

function pattern(text: string | RegExp, whole: boolean): { source: string; flags: string } {
  if (text instanceof RegExp) return { source: text.source, flags: text.flags };
  const source = text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return { source: whole ? `^${source}$` : source, flags: '' };
}
