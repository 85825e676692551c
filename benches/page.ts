// Measures pages in Chromium, and prints what it found as JSON: how long until they can be used, and how long they do not answer
// while a long list comes in.
//
// Takes the program, the rounds, and how many accounts to list.

import type { Browser } from 'puppeteer-core';
import { createIdentityCenter } from 'aws-sso-wasm';
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';
import { Console } from '../tests/node/serve/console.js';
import { origin } from './page/origin.js';
import { newVisitor, openBrowser, untilUsable } from './page/visitor.js';

const [program = '', rounds = '3', accounts = '665'] = process.argv.slice(2);

interface Times {
  readonly cold: number;
  readonly warm: number;
}

interface Load {
  readonly cold: number[];
  readonly warm: number[];
}

/** Out of reach of whoever opened it, as the web console is: the browser begins anew for such a page. */
const ISOLATED = 'a bare page of an isolated origin';
/** What the library does not do by itself. */
const STREAMING = 'the same, compiled while it comes';

const ends: (() => unknown)[] = [];
const lasting = { after: (end: () => unknown) => void ends.unshift(end) };

const sandbox = createSandbox({
  accounts: Number(accounts),
  roles: 3,
  latency: 40,
  rateLimit: 20,
  consent: 'approve',
});
const server = await listen(sandbox);
lasting.after(() => server.close());
const config = `[sso-session work]
sso_start_url = ${sandbox.startUrl}
sso_region = ${sandbox.region}
sso_registration_scopes = sso:account:access
`;

const script = (name: string) =>
  `import ${JSON.stringify(new URL(`page/documents/${name}.js`, import.meta.url).pathname)};`;
const library = await origin(script('library'), sandbox);
const streaming = await origin(script('streaming'), sandbox);
const sdk = await origin(script('sdk'), sandbox);
const button =
  "document.body.append(Object.assign(document.createElement('button'), { textContent: 'Sign in' }));";
const bare = await origin(button, sandbox);
const isolated = await origin(button, sandbox, { 'cross-origin-opener-policy': 'same-origin' });
for (const each of [library, streaming, sdk, bare, isolated]) lasting.after(() => each.close());

const browser = await openBrowser(program);
lasting.after(() => browser.close());
try {
  const serve = 'aws-sso-wasm serve';
  const visits: readonly (readonly [name: string, visit: () => Promise<Times>])[] = [
    ['a bare page', () => load(browser, bare.url, bare.url)],
    [ISOLATED, () => load(browser, isolated.url, isolated.url)],
    [serve, () => loadConsole(browser)],
    ['aws-sso-wasm/browser in a small page', () => load(browser, library.url, library.url)],
    [STREAMING, () => load(browser, streaming.url, streaming.url)],
    ['AWS SDK in a small page', () => load(browser, sdk.url, sdk.url)],
  ];
  const loads: Record<string, Load> = {};
  // The first round warms the browser itself up, and is not noted.
  for (let round = 0; round <= Number(rounds); round += 1) {
    // There and back, so that no page always comes after the same one.
    for (const [name, visit] of round % 2 === 0 ? visits : visits.toReversed()) {
      const { cold, warm } = await visit();
      const times = (loads[name] ??= { cold: [], warm: [] });
      if (round === 0) continue;
      times.cold.push(cold);
      times.warm.push(warm);
    }
  }
  const streams = {
    [serve]: await streamConsole(browser),
    'AWS SDK in a small page': await streamSdk(browser),
  };
  console.log(JSON.stringify({ loads, streams }));
} finally {
  for (const end of ends) await end();
}

/** Once as somebody who was never there, and once more. */
async function load(browser: Browser, first: string, again: string): Promise<Times> {
  const { context, page } = await newVisitor(browser);
  const cold = await untilUsable(page, first);
  const warm = await untilUsable(page, again);
  await context.close();
  return { cold, warm };
}

/** The web console lets in one browser, so that each somebody takes one of its own. */
async function loadConsole(browser: Browser): Promise<Times> {
  const console = await openConsole();
  const times = await load(browser, `${console.origin}${console.entry}`, `${console.origin}/`);
  await console.stop();
  return times;
}

function openConsole(): Promise<Console> {
  return Console.open(lasting, { config, environment: server.environment });
}

interface Stream {
  readonly seconds: number;
  /** In milliseconds; those longer than 50. */
  readonly longTasks: readonly number[];
}

async function streamConsole(browser: Browser): Promise<Stream> {
  const console = await openConsole();
  const { context, page } = await newVisitor(browser);
  await untilUsable(page, `${console.origin}${console.entry}`);
  const began = performance.now();
  await page.evaluate(() => {
    for (const button of document.querySelectorAll('button')) {
      if (button.textContent?.startsWith('Sign in with the browser') === true) button.click();
    }
  });
  await page.waitForFunction(
    (accounts) => {
      const isBusy = document.querySelector('#accounts')?.getAttribute('aria-busy') === 'true';
      const status = document.querySelector('#list-status')?.textContent ?? '';
      return !isBusy && status.startsWith(`${accounts} accounts`);
    },
    { timeout: 180_000, polling: 500 },
    accounts,
  );
  const seconds = (performance.now() - began) / 1_000;
  const longTasks = await page.evaluate(() => globalThis.longTasks);
  await context.close();
  await console.stop();
  return { seconds, longTasks };
}

async function streamSdk(browser: Browser): Promise<Stream> {
  const fetch = (url: string, init: RequestInit) => sandbox.fetch(url, init);
  const { startUrl, region } = sandbox;
  const session = createIdentityCenter({ fetch }).session({ startUrl, region });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  const { accessToken } = await session.accessToken();
  const { context, page } = await newVisitor(browser);
  const began = performance.now();
  await page.goto(`${sdk.url}?token=${encodeURIComponent(accessToken)}`);
  await page.waitForFunction(() => globalThis.listed, { timeout: 180_000, polling: 500 });
  const seconds = (performance.now() - began) / 1_000;
  const longTasks = await page.evaluate(() => globalThis.longTasks);
  await context.close();
  return { seconds, longTasks };
}
