/** A session that is signed in: its accounts and roles, and beside them what one role gives. */

import { isIdentityCenterError, type Role } from 'aws-sso-wasm/browser';
import { AccountList, type Counts } from './account_list.js';
import type { AccountRow } from './account_row.js';
import type { Announcer } from './announcer.js';
import { button } from './button.js';
import type { PageConfig } from './config.js';
import { element, fill } from './element.js';
import { errorNotice } from './error_notice.js';
import { icon } from './icon.js';
import type { Listing, ListingState } from './listing.js';
import { Progress } from './progress.js';
import { rolePanel, type RolePanel } from './role_panel.js';
import type { SessionEntry } from './session_entry.js';
import { SessionState } from './session_state.js';
import { isThrottled } from './throttling.js';
import { counted } from './time_left.js';
import type { View } from './view.js';

/** What the view needs. */
export interface AccountsOptions {
  readonly entry: SessionEntry;
  readonly config: PageConfig;
  readonly announcer: Announcer;
  /** Shown above everything else. */
  readonly notice?: HTMLElement;
  /** AWS does not take the token any more. */
  readonly onSignInRequired: () => void;
  readonly onSignIn: () => void;
  readonly onSignOut: () => Promise<void>;
}

/** The view of the accounts, and how others steer it. */
export interface AccountsView extends View {
  /** Puts the focus in the search field. */
  readonly focusSearch: () => void;
  /** Takes in that the session stands otherwise now. */
  readonly refresh: () => void;
}

/** Shows the accounts. */
export function accountsView(options: AccountsOptions): AccountsView {
  const { entry, announcer } = options;
  const heading = element('h1', { id: 'view-heading' }, entry.label);
  const state = new SessionState({ entry, announcer, onSignIn: options.onSignIn });
  const leaving = new Progress();
  const problems = element('div', { class: 'problems' });
  const status = element('p', { class: 'list-status', id: 'list-status' });
  const empty = element('div', { class: 'empty' });
  const search = element('input', {
    id: 'search',
    type: 'search',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    placeholder: 'Name, number, mail or role',
    'aria-label': 'Search accounts and roles',
    'aria-keyshortcuts': '/ Control+K',
    'aria-controls': 'accounts',
  });
  const side = element('div', { class: 'side' });
  const split = element('div', { class: 'split' });
  const list = new AccountList({
    onChoose: (row, role) => open(row, role, true),
    onCounts: (next) => {
      counts = next;
      show();
    },
    onLeave: () => search.focus(),
  });
  let counts: Counts = { accounts: 0, roles: 0, shownAccounts: 0, shownRoles: 0 };
  let listing: Listing | undefined;
  let unsubscribe: () => void = () => undefined;
  let panel: RolePanel | undefined;
  let throttleTimer: ReturnType<typeof setInterval> | undefined;

  const signOut = button('Sign out', () => void leave(), {
    id: 'sign-out',
    icon: 'signOut',
    kind: 'quiet',
  });

  async function leave(): Promise<void> {
    signOut.disabled = true;
    try {
      await leaving.during('Signing out…', options.onSignOut());
    } catch (error) {
      fill(problems, errorNotice(error, [{ text: 'Try again', act: () => void leave() }]));
      signOut.disabled = false;
    }
  }

  function begin(): void {
    unsubscribe();
    fill(problems);
    const next = entry.accounts();
    // What a broken listing had brought stays in view until the new one brings it again.
    if (listing !== undefined && listing !== next) list.clear();
    listing = next;
    listing.accounts.forEach((account) => list.add(account));
    unsubscribe = listing.subscribe({
      onAccount: (listed) => {
        list.add(listed);
        if (listed.account.accountId === entry.place.accountId) list.whenDone(restore);
      },
      onState: (now) => ended(now, true),
    });
    if (listing.state === 'loading') throttleTimer ??= setInterval(show, 1_000);
    else ended(listing.state, false);
    list.whenDone(restore);
    show();
  }

  function ended(now: ListingState, isNews: boolean): void {
    clearInterval(throttleTimer);
    throttleTimer = undefined;
    if (now === 'complete') {
      list.sort();
      list.whenDone(() => {
        restore();
        show();
        if (isNews) announcer.say(`${told(counts)}.`);
      });
    } else if (now === 'failed') {
      failed();
    }
    show();
  }

  function failed(): void {
    const error = listing?.error;
    if (isIdentityCenterError(error, 'ERR_SIGN_IN_REQUIRED')) {
      options.onSignInRequired();
      return;
    }
    fill(problems, errorNotice(error, [{ text: 'Try again', act: begin }]));
  }

  /** Opens the role that was open before, once its account is there. */
  function restore(): void {
    const { accountId, roleName } = entry.place;
    if (panel !== undefined || accountId === undefined || roleName === undefined) return;
    const row = list.choose(accountId, roleName);
    const role = row?.roles.find((each) => each.roleName === roleName);
    if (row !== undefined && role !== undefined) open(row, role, false);
  }

  function open(row: AccountRow, role: Role, isAsked: boolean): void {
    list.choose(role.accountId, role.roleName);
    entry.place = { ...entry.place, accountId: role.accountId, roleName: role.roleName };
    panel?.dispose();
    panel = rolePanel({
      entry,
      account: row.account,
      role,
      config: options.config,
      announcer,
      onClose: close,
      onSignInRequired: options.onSignInRequired,
    });
    fill(side, panel.element);
    split.classList.add('is-open');
    if (isAsked) panel.focus();
  }

  function close(): void {
    panel?.dispose();
    panel = undefined;
    const { query } = entry.place;
    entry.place = query === undefined ? {} : { query };
    split.classList.remove('is-open');
    fill(side, unopened());
    list.focus();
    list.choose(undefined, undefined);
  }

  /** Writes the line above the list, and what stands there when the list is empty. */
  function show(): void {
    const isLoading = listing?.state === 'loading';
    const query = search.value.trim();
    // After a failure before the first account nothing is known to be none.
    const isUnknown = counts.accounts === 0 && listing?.isBroken === true;
    const amount = isUnknown ? '' : query === '' ? told(counts) : toldOf(counts);
    const slow = isLoading && isThrottled();
    fill(
      status,
      isLoading ? element('span', { class: 'spinner', 'aria-hidden': 'true' }) : undefined,
      counts.accounts === 0 && isLoading ? 'Loading your accounts…' : amount,
      isLoading && counts.accounts > 0
        ? element(
            'span',
            { class: 'more' },
            slow ? 'AWS asks to slow down; the rest follows at its pace.' : 'more are coming…',
          )
        : undefined,
    );
    list.element.setAttribute('aria-busy', String(isLoading));
    showEmpty(query, isLoading);
  }

  function showEmpty(query: string, isLoading: boolean): void {
    const isEmpty = counts.shownAccounts === 0;
    list.element.hidden = isEmpty;
    if (!isEmpty || isLoading || listing?.isBroken === true) {
      fill(empty);
    } else if (counts.accounts === 0) {
      fill(
        empty,
        element('p', { class: 'sentence' }, 'No account is assigned to you.'),
        element('p', {}, 'Ask whoever administers AWS for you to assign one, then sign in again.'),
      );
    } else if (empty.childElementCount === 0 || empty.dataset['query'] !== query) {
      empty.dataset['query'] = query;
      fill(
        empty,
        element('p', { class: 'sentence' }, `Nothing matches “${query}”.`),
        button('Clear the search', clear),
      );
    }
  }

  function clear(): void {
    search.value = '';
    onSearch();
    search.focus();
  }

  function onSearch(): void {
    const query = search.value;
    const { accountId, roleName } = entry.place;
    entry.place = {
      ...(query === '' ? {} : { query }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(roleName === undefined ? {} : { roleName }),
    };
    list.search(query);
  }

  search.addEventListener('input', onSearch);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      list.focus();
    } else if (event.key === 'Escape' && search.value !== '') {
      event.preventDefault();
      clear();
    }
  });

  search.value = entry.place.query ?? '';
  list.search(search.value);
  fill(side, unopened());
  split.append(
    element(
      'section',
      { class: 'list', 'aria-labelledby': 'accounts-heading' },
      element('h2', { class: 'unseen', id: 'accounts-heading' }, 'Accounts'),
      element(
        'div',
        { class: 'search-row' },
        element(
          'div',
          { class: 'search' },
          icon('search'),
          search,
          element('kbd', { 'aria-hidden': 'true' }, '/'),
        ),
        status,
        element(
          'p',
          { class: 'hint keys', id: 'list-hint' },
          'Arrow keys move in the list, Enter opens a role, Esc goes back to the search.',
        ),
      ),
      empty,
      list.element,
    ),
    side,
  );
  const view = element(
    'div',
    { class: 'view accounts-view' },
    element(
      'header',
      { class: 'view-head with-actions' },
      element('div', {}, heading, state.about),
      element('div', { class: 'session-actions' }, state.element, signOut),
    ),
    leaving.element,
    element('div', { class: 'problems' }, options.notice),
    state.notice,
    problems,
    split,
  );
  begin();
  return {
    title: entry.label,
    heading,
    element: view,
    focusSearch: () => {
      search.focus();
      search.select();
    },
    refresh: () => {
      state.refresh();
      if (entry.isSignedIn() && listing?.isBroken === true) begin();
    },
    dispose: () => {
      unsubscribe();
      clearInterval(throttleTimer);
      panel?.dispose();
      list.dispose();
    },
  };
}

function unopened(): HTMLElement {
  return element(
    'div',
    { class: 'unopened' },
    icon('key'),
    element('p', {}, 'Choose a role to get its credentials or open the AWS console.'),
  );
}

function told({ accounts, roles }: Counts): string {
  return `${counted(accounts, 'account')}, ${counted(roles, 'role')}`;
}

/** How much of it a search shows. */
function toldOf({ accounts, roles, shownAccounts, shownRoles }: Counts): string {
  return `${shownAccounts} of ${counted(accounts, 'account')}, ${shownRoles} of ${counted(roles, 'role')}`;
}
