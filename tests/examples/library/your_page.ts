// What the page of the example shows.

import type { Account, Role } from 'aws-sso-wasm';

/** The accounts that were shown. */
export const shown: Account[] = [];

export function showAccount(account: Account, _roles: readonly Role[]): void {
  shown.push(account);
}

/** What the button to sign in does, if there is one. */
export const button: { press?: () => Promise<unknown> } = {};

export function showSignIn(press: () => Promise<unknown>): void {
  button.press = press;
}
