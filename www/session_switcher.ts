/** The sessions side by side: one click goes from one to the next. */

import { element, fill } from './element.js';
import { icon } from './icon.js';
import { standing } from './session_picker.js';
import type { SessionEntry } from './session_entry.js';

/** What the switcher needs. */
export interface SwitcherOptions {
  readonly onOpen: (entry: SessionEntry) => void;
  readonly onPick: () => void;
}

/** How often the time left is written anew. */
const EVERY = 30_000;

/** A row of sessions: those that are signed in, and those that were opened. */
export class SessionSwitcher {
  readonly element = element('nav', { class: 'switcher', 'aria-label': 'Sessions' });
  readonly #options: SwitcherOptions;
  #entries: readonly SessionEntry[] = [];
  #current: SessionEntry | undefined;

  constructor(options: SwitcherOptions) {
    this.#options = options;
    setInterval(() => this.#draw(), EVERY);
  }

  /** Shows these sessions; `current` is the one in view, if one is. */
  show(entries: readonly SessionEntry[], current: SessionEntry | undefined): void {
    this.#entries = entries;
    this.#current = current;
    this.#draw();
  }

  #draw(): void {
    this.element.hidden = this.#entries.length === 0;
    const focused = document.activeElement?.id;
    fill(
      this.element,
      element(
        'ul',
        {},
        ...this.#entries.map((entry, index) => element('li', {}, this.#tab(entry, index))),
        element('li', {}, this.#more()),
      ),
    );
    if (focused !== undefined && focused !== '') {
      this.element.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
    }
  }

  #tab(entry: SessionEntry, index: number): HTMLElement {
    const made = element(
      'button',
      {
        type: 'button',
        id: `switch-${index + 1}`,
        class: `tab ${entry.isSignedIn() ? 'signed-in' : ''}`,
        'aria-current': entry === this.#current ? 'page' : undefined,
      },
      element('span', { class: 'tab-name' }, entry.label),
      element('span', { class: 'state' }, standing(entry)),
    );
    made.addEventListener('click', () => this.#options.onOpen(entry));
    return made;
  }

  #more(): HTMLElement {
    const made = element(
      'button',
      {
        type: 'button',
        id: 'all-sessions',
        class: 'tab more',
        'aria-current': this.#current === undefined ? 'page' : undefined,
      },
      icon('plus'),
      element('span', { class: 'tab-name' }, 'Sessions'),
    );
    made.addEventListener('click', this.#options.onPick);
    return made;
  }
}
