/** Buttons. */

import { element } from './element.js';
import { icon, type IconName } from './icon.js';

/** What a button is like. */
export interface ButtonOptions {
  /** `primary` is what most people want next; `quiet` has no frame. */
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly icon?: IconName;
  /** Stays the same for tests and style sheets. */
  readonly id?: string;
  /** Submits the form that it stands in. */
  readonly submits?: boolean;
  /** Says more than the words on it, and begins with them. */
  readonly label?: string;
}

/** A button that does `act`. */
export function button(
  text: string,
  act: (event: MouseEvent) => void,
  options: ButtonOptions = {},
): HTMLButtonElement {
  const made = element(
    'button',
    {
      type: options.submits === true ? 'submit' : 'button',
      class: `button ${options.kind ?? 'plain'}`,
      id: options.id,
      'aria-label': options.label,
    },
    options.icon === undefined ? undefined : icon(options.icon),
    element('span', { class: 'words' }, text),
  );
  made.addEventListener('click', act);
  return made;
}

/** Changes the words on a button. */
export function relabel(target: HTMLButtonElement, text: string): void {
  const words = target.querySelector('.words');
  if (words !== null) words.textContent = text;
}
