// The web console as a person runs it: `aws-sso-wasm serve`, a config file, and a sandbox in the place of AWS.

import type { SandboxOptions } from 'aws-sso-wasm/sandbox';
import { Console } from '../../node/serve/console.js';
import type { Visit } from '../browser_test.js';
import type { Page } from '../engine/page.js';
import { watchedSandbox, type WatchedSandbox } from './watched_sandbox.js';

export interface ConsoleStage extends WatchedSandbox {
  readonly console: Console;
}

/** A session in the config file that signs in to the sandbox. */
function session({ sandbox }: WatchedSandbox, name: string): string {
  return [
    `[sso-session ${name}]`,
    `sso_start_url = ${sandbox.startUrl}`,
    `sso_region = ${sandbox.region}`,
    'sso_registration_scopes = sso:account:access',
    '',
  ].join('\n');
}

/** Starts both, with sessions of these names in the config file, and lets the page in. */
export async function consoleStage(
  { t, page }: Visit,
  sandboxOptions: SandboxOptions = {},
  names: readonly string[] = ['work'],
): Promise<ConsoleStage> {
  const watched = await watchedSandbox(t, sandboxOptions);
  const console = await Console.open(t, {
    config: names.map((name) => session(watched, name)).join(''),
    environment: watched.server.environment,
  });
  await page.open(`${console.origin}${console.entry}`);
  return { ...watched, console };
}

/** Signs in to the one session there is, by the browser, and waits until all accounts are listed. */
export async function signInByRedirect(page: Page): Promise<void> {
  await page.click('button', 'Sign in with the browser');
  await page.click('button', 'Allow access');
  await page.sees('heading', 'work');
}

/** Waits until the whole list is there, and a search shows as many of it as `shown`. */
export async function listed(page: Page, accounts: number, shown = accounts): Promise<void> {
  const number = new Intl.NumberFormat('en').format(accounts);
  const amount = `${shown === accounts ? '' : `${shown} of `}${number} account`;
  await page.until(
    `${amount}s`,
    (amount: string) => {
      const isBusy = document.querySelector('#accounts')?.getAttribute('aria-busy') === 'true';
      const status = document.querySelector('#list-status')?.textContent ?? '';
      return !isBusy && status.startsWith(amount);
    },
    amount,
  );
}

/** Opens a role in the list. */
export async function openRole(page: Page, name: string | RegExp): Promise<void> {
  await page.click('button', name);
  await page.sees('button', 'Get credentials');
}
