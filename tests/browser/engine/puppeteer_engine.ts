// Chromium over the DevTools protocol and Firefox over WebDriver BiDi, both by Puppeteer.

import puppeteer, {
  type Browser,
  type BrowserContext,
  type Cookie as FoundCookie,
  type ElementHandle,
  type KeyInput,
  type LaunchOptions,
  type Page,
} from 'puppeteer-core';
import {
  VIEWPORT,
  type Appearance,
  type ConsoleMessage,
  type Cookie,
  type Engine,
  type Key,
  type Person,
  type Tab,
} from './driver.js';
import { refuseForeignHosts, type RefusingProxy } from './refusing_proxy.js';

/** What Chromium is started with. */
export const CHROMIUM_ARGUMENTS = [
  // The sandbox of Chromium needs rights that root in a container has not got.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Switches off what Firefox fetches by itself. */
const FIREFOX_PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.newtabpage.activity-stream.feeds.topsites': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.trr.mode': 5,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/** Starts Chromium. */
export async function launchChromium(binary: string, { colorScheme }: Appearance): Promise<Engine> {
  const proxy = await refuseForeignHosts();
  const browser = await launch(proxy, {
    executablePath: binary,
    args: [...CHROMIUM_ARGUMENTS, `--proxy-server=${proxy.url}`],
  });
  return engine('chromium', browser, proxy, async (page) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colorScheme }]);
    const devtools = await page.createCDPSession();
    return async () => {
      const { entries } = await devtools.send('Page.getNavigationHistory');
      return entries.map((entry) => entry.url);
    };
  });
}

/** Starts Firefox. */
export async function launchFirefox(binary: string, { colorScheme }: Appearance): Promise<Engine> {
  const proxy = await refuseForeignHosts();
  const { hostname, port } = new URL(proxy.url);
  const browser = await launch(proxy, {
    browser: 'firefox',
    executablePath: binary,
    extraPrefsFirefox: {
      ...FIREFOX_PREFERENCES,
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      'network.proxy.type': 1,
      'network.proxy.http': hostname,
      'network.proxy.http_port': Number(port),
      'network.proxy.ssl': hostname,
      'network.proxy.ssl_port': Number(port),
    },
  });
  return engine('firefox', browser, proxy, async (page) => async () => {
    const urls: unknown = await page.evaluate(
      "'navigation' in window ? navigation.entries().map((entry) => entry.url) : null",
    );
    return Array.isArray(urls) ? urls.map(String) : undefined;
  });
}

async function launch(proxy: RefusingProxy, options: LaunchOptions): Promise<Browser> {
  try {
    return await puppeteer.launch({ headless: true, defaultViewport: VIEWPORT, ...options });
  } catch (error) {
    proxy.close();
    throw error;
  }
}

type History = () => Promise<readonly string[] | undefined>;

function engine(
  name: 'chromium' | 'firefox',
  browser: Browser,
  proxy: RefusingProxy,
  prepare: (page: Page) => Promise<History>,
): Engine {
  // Not what the proxy refused: that is mostly what the browser itself is after.
  const foreignHosts = new Set<string>();
  const note = (url: string): void => {
    const { protocol, hostname } = new URL(url);
    if (/^(http|ws)s?:$/.test(protocol) && hostname !== '127.0.0.1') foreignHosts.add(hostname);
  };
  return {
    name,
    foreignHosts,
    newPerson: async () => person(await browser.createBrowserContext(), prepare, note),
    close: async () => {
      await browser.close();
      proxy.close();
    },
  };
}

function person(
  context: BrowserContext,
  prepare: (page: Page) => Promise<History>,
  note: (url: string) => void,
): Person {
  return {
    newTab: async () => {
      const page = await context.newPage();
      page.on('request', (request) => note(request.url()));
      return tab(page, await prepare(page));
    },
    close: async () => context.close(),
  };
}

function tab(page: Page, history: History): Tab {
  const console: ConsoleMessage[] = [];
  const requests: string[] = [];
  page.on('console', (message) => console.push({ type: message.type(), text: message.text() }));
  page.on('pageerror', (error) => console.push({ type: 'uncaught', text: String(error) }));
  page.on('request', (request) => requests.push(request.url()));
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    back: async () => void (await page.goBack()),
    forward: async () => void (await page.goForward()),
    run: async (expression) => await page.evaluate(expression),
    click: async (expression) => {
      // A tab in the background draws nothing, and what is not drawn cannot be clicked.
      await page.bringToFront();
      const handle = await page.evaluateHandle(expression);
      const element = handle.asElement() as ElementHandle<Element> | null;
      await element?.click();
      await handle.dispose();
      return element !== null;
    },
    press: async (key, modifier) => {
      await page.bringToFront();
      if (modifier !== undefined) await page.keyboard.down(modifier);
      await page.keyboard.press(keyInput(key));
      if (modifier !== undefined) await page.keyboard.up(modifier);
    },
    resize: async (width, height) => await page.setViewport({ width, height }),
    screenshot: async () => await page.screenshot(),
    cookies: async () => (await page.browserContext().cookies()).map(cookie),
    console,
    requests,
    history,
    close: async () => await page.close(),
  };
}

function keyInput(key: Key | (string & {})): KeyInput {
  return (key === 'Space' ? ' ' : key) as KeyInput;
}

function cookie({ name, value, httpOnly, sameSite }: FoundCookie): Cookie {
  return { name, value, httpOnly: httpOnly === true, sameSite: sameSite ?? 'not said' };
}
