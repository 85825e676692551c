/** What a screen reader says when something changed that has no focus: "Copied", "665 accounts". */

import { element } from './element.js';

const region = (): HTMLElement =>
  element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite', id: 'announcements' });

/** The live region of the page, and how to speak through it. */
export class Announcer {
  /** Stands in the page from the beginning: regions that come later are not listened to. */
  readonly element = region();

  /** Says it once the screen reader is free. */
  say(text: string): void {
    // The same words again are only said if they are other text than before.
    this.element.textContent = this.element.textContent === text ? `${text}\u00a0` : text;
  }
}
