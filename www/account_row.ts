/** One account in the list, with a button for each role. */

import type { Account, AccountRoles, Role } from 'aws-sso-wasm/browser';
import { searchEntry, type SearchEntry } from './account_search.js';
import { element } from './element.js';

/** An account in the list. */
export interface AccountRow {
  readonly element: HTMLElement;
  readonly account: Account;
  readonly roles: readonly Role[];
  readonly buttons: readonly HTMLButtonElement[];
  readonly search: SearchEntry;
  /** What the list is sorted by. */
  readonly sortKey: string;
}

/** The name that an account is known by; some have none. */
export function accountLabel(account: Account): string {
  const name = account.accountName;
  return name === undefined || name.trim() === '' ? `Account ${account.accountId}` : name;
}

/** Twelve digits in groups of four, without blanks between them, so that they are copied as they are. */
export function accountNumber(accountId: string): HTMLElement {
  const groups = accountId.match(/.{1,4}/gsu) ?? [accountId];
  return element(
    'span',
    { class: 'account-id' },
    ...groups.map((group) => element('span', {}, group)),
  );
}

/** Makes the row. */
export function accountRow(listed: AccountRoles): AccountRow {
  const { account, roles } = listed;
  const label = accountLabel(account);
  const buttons = roles.map((role) =>
    element(
      'button',
      {
        type: 'button',
        class: 'role',
        tabindex: -1,
        'aria-label': `${role.roleName}, ${label}`,
      },
      role.roleName,
    ),
  );
  const { accountName, emailAddress } = account;
  return {
    account,
    roles,
    buttons,
    search: searchEntry({
      accountId: account.accountId,
      ...(accountName === undefined ? {} : { accountName }),
      ...(emailAddress === undefined ? {} : { emailAddress }),
      roleNames: roles.map((role) => role.roleName),
    }),
    sortKey: label.toLowerCase(),
    element: element(
      'div',
      { class: 'account', role: 'row' },
      element(
        'div',
        { class: 'account-head', role: 'rowheader' },
        element('span', { class: 'account-name', dir: 'auto' }, label),
        element(
          'span',
          { class: 'account-about' },
          accountNumber(account.accountId),
          emailAddress === undefined
            ? undefined
            : element('span', { class: 'account-mail' }, emailAddress),
        ),
      ),
      element(
        'div',
        { class: 'account-roles', role: 'gridcell' },
        ...(roles.length === 0 ? [element('span', { class: 'no-role' }, 'No role')] : buttons),
      ),
    ),
  };
}
