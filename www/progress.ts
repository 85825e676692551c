/** Says that something is being waited for, once the wait is long enough to be noticed. */

import { element, fill } from './element.js';

/** Shorter waits show nothing: a flash of text reads as unrest. */
const NOTICED_AFTER = 300;

/** A line that says what is being waited for; empty until it has to. */
export class Progress {
  readonly element = element('div', { class: 'progress', role: 'status' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Waits for `work`, and says `text` meanwhile. */
  async during<T>(text: string, work: Promise<T>): Promise<T> {
    this.begin(text);
    try {
      return await work;
    } finally {
      this.end();
    }
  }

  /** From 300 ms from now on, says `text`. */
  begin(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(text), NOTICED_AFTER);
  }

  /** Says nothing more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    fill(this.element);
  }

  #show(text: string): void {
    fill(
      this.element,
      element('span', { class: 'spinner', 'aria-hidden': 'true' }),
      element('span', {}, text),
    );
  }
}
