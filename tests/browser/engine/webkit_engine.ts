// WebKitGTK's own browser on a display that nobody sees, by WebDriver. It tells neither console nor requests.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Builder, Key as Keys, WebElement, error, type WebDriver } from 'selenium-webdriver';
import { freePort } from '../../node/free_port.js';
import {
  LostBrowser,
  VIEWPORT,
  type Appearance,
  type Engine,
  type Key,
  type Person,
  type Tab,
} from './driver.js';
import { refuseForeignHosts, type RefusingProxy } from './refusing_proxy.js';

const KEYS: Readonly<Record<Key, string>> = {
  Tab: Keys.TAB,
  Enter: Keys.ENTER,
  Escape: Keys.ESCAPE,
  Space: Keys.SPACE,
  ArrowDown: Keys.ARROW_DOWN,
  ArrowUp: Keys.ARROW_UP,
  ArrowLeft: Keys.ARROW_LEFT,
  ArrowRight: Keys.ARROW_RIGHT,
  Home: Keys.HOME,
  End: Keys.END,
  Backspace: Keys.BACK_SPACE,
};

/** For a browser to start, which takes less than one second mostly. */
const SESSION_MILLISECONDS = 30_000;

/** Starts the display and the driver; every person gets a browser of its own. */
export async function launchWebKit(binary: string, { colorScheme }: Appearance): Promise<Engine> {
  const proxy = await refuseForeignHosts();
  const home = await mkdtemp(join(tmpdir(), 'webkit-'));
  const display = new Group('Xvfb', [
    ...['-displayfd', '3', '-screen', '0', '1400x1200x24', '-nolisten', 'tcp'],
  ]);
  const number = await display.line();
  const port = await freePort();
  const driver = new Group(binary, [`--port=${port}`, '--host=127.0.0.1'], {
    ...{ DISPLAY: `:${number}`, HOME: home, XDG_RUNTIME_DIR: home },
    ...(colorScheme === 'dark' ? { GTK_THEME: 'Adwaita:dark' } : {}),
  });
  const server = `http://127.0.0.1:${port}`;
  await driver.answers(`${server}/status`);
  return {
    name: 'webkit',
    foreignHosts: proxy.hosts,
    newPerson: async () => person(await inTime(session(server, proxy))),
    close: async () => {
      await driver.end();
      await display.end();
      proxy.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A browser that was started is not heard of now and then. */
async function inTime(session: Promise<WebDriver>): Promise<WebDriver> {
  const late = setTimeout(SESSION_MILLISECONDS, undefined, { ref: false });
  const begun = await Promise.race([session, late]);
  if (begun !== undefined) return begun;
  session.catch(() => undefined);
  throw new LostBrowser('A browser never tells that it has started.');
}

async function session(server: string, proxy: RefusingProxy): Promise<WebDriver> {
  const driver = await new Builder()
    .usingServer(server)
    .withCapabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': {
        args: [
          '--automation',
          // Without the bar above the page, which keeps the window wider than a phone.
          '--full-screen',
          `--proxy=${proxy.url}`,
          '--ignore-host=127.0.0.1',
          '--ignore-host=localhost',
        ],
      },
    })
    .build();
  // A script whose page is left while it runs is sometimes never heard of again.
  await driver.manage().setTimeouts({ script: 20_000, pageLoad: 30_000 });
  await driver
    .manage()
    .window()
    .setRect({ x: 0, y: 0, ...VIEWPORT });
  return driver;
}

function person(driver: WebDriver): Person {
  let first = true;
  return {
    newTab: async () => {
      if (!first) await driver.switchTo().newWindow('tab');
      first = false;
      const handle = await driver.getWindowHandle();
      return tab(driver, handle);
    },
    // A browser that was ended has closed everything.
    close: async () => await driver.quit().catch(() => undefined),
  };
}

function tab(driver: WebDriver, handle: string): Tab {
  // A session has one current window, so every step says first which one it means.
  const here = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      await driver.switchTo().window(handle);
      return await step();
    } catch (cause) {
      // Every step waits for the page to load. Where its process changes meanwhile, the driver sometimes waits for the old one.
      if (cause instanceof error.TimeoutError)
        throw new LostBrowser('A page never loads.', { cause });
      throw cause;
    }
  };
  return {
    goto: (url) => here(() => driver.get(url)),
    reload: () => here(() => driver.navigate().refresh()),
    back: () => here(() => driver.navigate().back()),
    forward: () => here(() => driver.navigate().forward()),
    run: (expression) => here(() => driver.executeScript(`return (${expression})`)),
    click: (expression) =>
      here(async () => {
        const element: unknown = await driver.executeScript(
          `const found = ${expression}; found?.scrollIntoView({ block: 'center', behavior: 'instant' }); return found;`,
        );
        if (!(element instanceof WebElement)) return false;
        await element.click();
        return true;
      }),
    press: (key, modifier) =>
      here(async () => {
        const named: ReadonlyMap<string, string> = new Map(Object.entries(KEYS));
        const actions = driver.actions();
        const held = modifier === 'Shift' ? Keys.SHIFT : Keys.CONTROL;
        if (modifier !== undefined) actions.keyDown(held);
        actions.sendKeys(named.get(key) ?? key);
        if (modifier !== undefined) actions.keyUp(held);
        await actions.perform();
      }),
    resize: (width, height) =>
      here(async () => void (await driver.manage().window().setRect({ width, height }))),
    screenshot: () => here(async () => Buffer.from(await driver.takeScreenshot(), 'base64')),
    cookies: () =>
      here(async () =>
        (await driver.manage().getCookies()).map(({ name, value, httpOnly, sameSite }) => ({
          name,
          value,
          httpOnly: httpOnly === true,
          sameSite: sameSite ?? 'not said',
        })),
      ),
    console: undefined,
    requests: undefined,
    history: () => Promise.resolve(undefined),
    close: () => here(() => driver.close()),
  };
}

/** A process and all that it starts. */
class Group {
  readonly #process: ChildProcess;
  readonly #program: string;
  #failure: Error | undefined;
  readonly #kill = (): void => {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };

  constructor(program: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
    this.#program = program;
    this.#process = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...variables },
    });
    this.#process.once('error', (error) => (this.#failure = error));
    process.once('exit', this.#kill);
  }

  /** The first line that it writes to its fourth stream. */
  async line(): Promise<string> {
    const stream = this.#process.stdio[3] as Readable;
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes('\n')) return text.trim();
    }
    throw this.#failure ?? new Error(`${this.#program} has ended.`);
  }

  /** Waits until it answers over HTTP. */
  async answers(url: string): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        if ((await fetch(url)).ok) return;
      } catch {
        // Not yet.
      }
      await setTimeout(50);
    }
    throw new Error(`${this.#program} does not answer.`);
  }

  async end(): Promise<void> {
    process.off('exit', this.#kill);
    const ended = once(this.#process, 'exit');
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#kill();
      await ended;
    }
  }
}
