/** Text with secrets in it: they are in the page only while the person wants to see them. */

import type { TextPart } from './credential_formats.js';
import { element, fill } from './element.js';

/** Stands for a secret, whatever its length. */
const DOTS = '\u2022'.repeat(12);

/** The text, with its secrets shown or not. */
export class SecretText {
  readonly element = element('pre', { class: 'secret-text', id: 'credential-text', tabindex: 0 });
  #parts: readonly TextPart[] = [];
  #isRevealed = false;

  constructor(label: string) {
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', label);
  }

  get isRevealed(): boolean {
    return this.#isRevealed;
  }

  /** Shows other text. */
  show(parts: readonly TextPart[]): void {
    this.#parts = parts;
    this.#draw();
  }

  /** Shows the secrets, or hides them. */
  reveal(isRevealed: boolean): void {
    this.#isRevealed = isRevealed;
    this.#draw();
  }

  /** Selects all of it, for copying by hand. */
  select(): void {
    this.element.focus();
    getSelection()?.selectAllChildren(this.element);
  }

  #draw(): void {
    fill(
      this.element,
      ...this.#parts.map(({ text, isSecret }) => {
        if (!isSecret) return text;
        if (this.#isRevealed) return element('span', { class: 'revealed' }, text);
        return element(
          'span',
          { class: 'hidden-secret' },
          element('span', { 'aria-hidden': 'true' }, DOTS),
          element('span', { class: 'unseen' }, '(hidden)'),
        );
      }),
    );
  }
}
