/** Keys that work anywhere in the page, and the list of them. */

import { button } from './button.js';
import { element } from './element.js';

/** What the keys do. */
export interface ShortcutActions {
  readonly search: () => void;
  readonly sessions: () => void;
}

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/'], 'Search accounts and roles'],
  [['Ctrl', 'K'], 'The same, also while typing'],
  [['S'], 'All sessions'],
  [['↓', '↑'], 'Next and previous account in the list'],
  [['→', '←'], 'Next and previous role in the list'],
  [['Enter'], 'Open the role'],
  [['Esc'], 'Clear the search; back to the list, or to the search'],
  [['?'], 'This list'],
];

/** The keys of the page. */
export class Shortcuts {
  readonly dialog: HTMLDialogElement;
  readonly #actions: ShortcutActions;
  readonly #single = element('input', { type: 'checkbox', id: 'single-keys', checked: true });

  constructor(actions: ShortcutActions) {
    this.#actions = actions;
    this.dialog = element(
      'dialog',
      { class: 'dialog', id: 'shortcuts', 'aria-labelledby': 'shortcuts-heading' },
      element('h2', { id: 'shortcuts-heading' }, 'Keyboard'),
      element(
        'dl',
        { class: 'keys-list' },
        ...KEYS.map(([keys, does]) =>
          element(
            'div',
            {},
            element('dt', {}, ...keys.map((key) => element('kbd', {}, key))),
            element('dd', {}, does),
          ),
        ),
      ),
      element(
        'div',
        { class: 'check' },
        this.#single,
        element('label', { for: 'single-keys' }, 'Keys without Ctrl: /, S and ?'),
      ),
      button('Close', () => this.dialog.close(), { id: 'close-shortcuts' }),
    );
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows the list. */
  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.dialog.open || event.isComposing) return;
    const act = this.#actionOf(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  #actionOf(event: KeyboardEvent): (() => void) | undefined {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      return this.#actions.search;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#single.checked) return undefined;
    if (isTyping(event.target)) return undefined;
    if (event.key === '/') return this.#actions.search;
    if (event.key === '?') return () => this.open();
    if (event.key === 's') return this.#actions.sessions;
    return undefined;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input:not([type=radio]), textarea, select')
  );
}
