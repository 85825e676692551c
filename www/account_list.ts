/**
 * The accounts with their roles: a grid (ARIA Authoring Practices), one stop for the Tab key, arrow keys within.
 *
 * All rows are in the page, so that the browser's own search finds them; those out of sight are not laid out
 * (`content-visibility` in style/accounts_view.css). Rows are made and matched a few per frame.
 */

import type { AccountRoles, Role } from 'aws-sso-wasm/browser';
import { accountRow, type AccountRow } from './account_row.js';
import { matchingRoles, searchWords } from './account_search.js';
import { element } from './element.js';
import { FrameQueue } from './frame_queue.js';

/** What the list tells of itself. */
export interface Counts {
  readonly accounts: number;
  readonly roles: number;
  readonly shownAccounts: number;
  readonly shownRoles: number;
}

/** What the list needs. */
export interface AccountListOptions {
  readonly onChoose: (row: AccountRow, role: Role) => void;
  readonly onCounts: (counts: Counts) => void;
  /** The person wants back to the search field. */
  readonly onLeave: () => void;
}

/** The list. */
export class AccountList {
  readonly element = element('div', {
    class: 'accounts',
    id: 'accounts',
    role: 'grid',
    'aria-label': 'Accounts and roles',
    'aria-describedby': 'list-hint',
    'aria-readonly': 'true',
  });
  readonly #options: AccountListOptions;
  readonly #rows: AccountRow[] = [];
  /** How many of the rows, from the first on, are in the order of their names. */
  #sorted = 0;
  readonly #byButton = new WeakMap<Element, { readonly row: AccountRow; readonly role: Role }>();
  readonly #queue = new FrameQueue(() => this.#report());
  #words: readonly string[] = [];
  /** Counts searches, so that work for one that was overtaken is not done. */
  #search = 0;
  /** Which rows, and how many roles of each, the search shows. */
  readonly #shown = new Map<AccountRow, number>();
  #roles = 0;
  #shownRoles = 0;
  /** The button that the Tab key reaches. */
  #stop: HTMLButtonElement | undefined;
  #chosen: HTMLButtonElement | undefined;
  /** Whether the pointer is on the list. */
  #isPointedAt = false;

  constructor(options: AccountListOptions) {
    this.#options = options;
    this.element.addEventListener('click', (event) => this.#onClick(event));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('focusin', (event) => this.#onFocus(event));
    this.element.addEventListener('pointerenter', () => (this.#isPointedAt = true));
    this.element.addEventListener('pointerleave', () => (this.#isPointedAt = false));
  }

  /** Adds an account, in one of the next frames. */
  add(listed: AccountRoles): void {
    this.#queue.push(() => {
      const row = accountRow(listed);
      row.buttons.forEach((each, index) => {
        const role = row.roles[index];
        if (role !== undefined) this.#byButton.set(each, { row, role });
      });
      this.#roles += row.roles.length;
      this.#match(row);
      if (this.#isAtWork()) this.#append(row);
      else this.#insert(row);
    });
  }

  /** Puts those that came while somebody was at work in the list where their names belong, unless somebody still is. */
  sort(): void {
    this.#queue.push(() => {
      if (this.#isAtWork()) return;
      for (const row of this.#rows.slice(this.#sorted)) {
        this.#queue.push(() => {
          this.#rows.splice(this.#rows.indexOf(row), 1);
          this.#insert(row);
        });
      }
    });
  }

  /** Shows only what matches `query`. Rows that come later are matched too. */
  search(query: string): void {
    this.#words = searchWords(query);
    this.#search += 1;
    const search = this.#search;
    for (const row of [...this.#rows]) {
      this.#queue.push(() => {
        if (search === this.#search) this.#match(row);
      });
    }
    this.#queue.push(() => {
      if (search === this.#search) this.#moveStop(this.#stop);
    });
  }

  /** Marks a role as the one that is open; none when it is not in the list. */
  choose(accountId: string | undefined, roleName: string | undefined): AccountRow | undefined {
    this.#chosen?.removeAttribute('aria-current');
    this.#chosen = undefined;
    for (const row of this.#rows) {
      if (row.account.accountId !== accountId) continue;
      const index = row.roles.findIndex((role) => role.roleName === roleName);
      const found = row.buttons[index];
      if (found === undefined) continue;
      found.setAttribute('aria-current', 'true');
      this.#chosen = found;
      this.#moveStop(found);
      return row;
    }
    return undefined;
  }

  /** Puts the focus on the role that was last used, or the first. */
  focus(): void {
    this.#moveStop(this.#stop);
    this.#stop?.focus();
  }

  /** Takes every account out. */
  clear(): void {
    this.#queue.push(() => {
      this.#rows.length = 0;
      this.#sorted = 0;
      this.#shown.clear();
      this.#roles = 0;
      this.#shownRoles = 0;
      this.#stop = undefined;
      this.#chosen = undefined;
      this.element.replaceChildren();
    });
  }

  /** Calls `next` when all that was asked of the list until now is done. */
  whenDone(next: () => void): void {
    this.#queue.push(() => {
      this.#report();
      next();
    });
  }

  /** Does nothing more. */
  dispose(): void {
    this.#queue.stop();
  }

  /** Whether somebody is at work in the list: then nothing moves under their hands. */
  #isAtWork(): boolean {
    return this.#isPointedAt || this.element.contains(document.activeElement);
  }

  #append(row: AccountRow): void {
    this.#rows.push(row);
    this.element.append(row.element);
  }

  /** Puts a row where its name belongs among the sorted ones. */
  #insert(row: AccountRow): void {
    let [low, high] = [0, this.#sorted];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#rows[middle];
      if (there !== undefined && byName(there.sortKey, row.sortKey) <= 0) low = middle + 1;
      else high = middle;
    }
    this.element.insertBefore(row.element, this.#rows[low]?.element ?? null);
    this.#rows.splice(low, 0, row);
    this.#sorted += 1;
  }

  #match(row: AccountRow): void {
    const matching = matchingRoles(row.search, this.#words);
    const before = this.#shown.get(row) ?? 0;
    row.element.hidden = matching === undefined;
    const shown = new Set(matching);
    row.buttons.forEach((each, index) => (each.hidden = !shown.has(index)));
    if (matching === undefined) this.#shown.delete(row);
    else this.#shown.set(row, shown.size);
    this.#shownRoles += (matching?.length ?? 0) - before;
  }

  #report(): void {
    if (this.#stop === undefined) this.#moveStop(undefined);
    this.#options.onCounts({
      accounts: this.#rows.length,
      roles: this.#roles,
      shownAccounts: this.#shown.size,
      shownRoles: this.#shownRoles,
    });
  }

  /** Makes this button, or else the first that is shown, the one that the Tab key reaches. */
  #moveStop(wanted: HTMLButtonElement | undefined): void {
    const next = wanted !== undefined && isShown(wanted) ? wanted : this.#visible()[0];
    if (next === this.#stop) return;
    if (this.#stop !== undefined) this.#stop.tabIndex = -1;
    if (next !== undefined) next.tabIndex = 0;
    this.#stop = next;
  }

  #visible(): readonly HTMLButtonElement[] {
    return this.#rows
      .filter((row) => this.#shown.has(row))
      .flatMap((row) => row.buttons.filter((each) => !each.hidden));
  }

  #onClick(event: Event): void {
    const pressed = buttonOf(event);
    const found = pressed === undefined ? undefined : this.#byButton.get(pressed);
    if (found !== undefined) this.#options.onChoose(found.row, found.role);
  }

  #onFocus(event: Event): void {
    const focused = buttonOf(event);
    if (focused !== undefined) this.#moveStop(focused);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#options.onLeave();
      return;
    }
    const from = buttonOf(event);
    const target = from === undefined ? undefined : this.#neighbour(from, event.key);
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
  }

  /** Where a key leads from a button. */
  #neighbour(from: HTMLButtonElement, key: string): HTMLButtonElement | undefined {
    const all = this.#visible();
    const at = all.indexOf(from);
    const row = this.#byButton.get(from)?.row;
    const rowOf = (each: HTMLButtonElement): AccountRow | undefined =>
      this.#byButton.get(each)?.row;
    switch (key) {
      case 'ArrowRight':
        return all[at + 1];
      case 'ArrowLeft':
        return all[at - 1];
      case 'ArrowDown':
        return all.slice(at).find((each) => rowOf(each) !== row);
      case 'ArrowUp': {
        const above = all.slice(0, at).findLast((each) => rowOf(each) !== row);
        return above === undefined
          ? this.#leave()
          : all.find((each) => rowOf(each) === rowOf(above));
      }
      case 'Home':
        return all[0];
      case 'End':
        return all.at(-1);
      case 'PageDown':
        return all[Math.min(all.length - 1, at + PAGE)];
      case 'PageUp':
        return all[Math.max(0, at - PAGE)];
      default:
        return undefined;
    }
  }

  #leave(): undefined {
    this.#options.onLeave();
  }
}

/** Compares names as people sort them: `team-2` before `team-10`. */
const byName = new Intl.Collator(undefined, { numeric: true }).compare;

/** How many roles a page key passes over. */
const PAGE = 20;

function buttonOf(event: Event): HTMLButtonElement | undefined {
  const found = event.target instanceof Element ? event.target.closest('button') : null;
  return found ?? undefined;
}

function isShown(each: HTMLButtonElement): boolean {
  return each.isConnected && !each.hidden && each.closest('[hidden]') === null;
}
