/** What stays around the views: the name of the page, the sessions, the way past both. */

import { button } from './button.js';
import { element, focusOn } from './element.js';
import { mark } from './icon.js';
import type { Shortcuts } from './shortcuts.js';

/** What the frame holds. */
export interface FrameParts {
  readonly isSandbox: boolean;
  readonly switcher: HTMLElement;
  readonly main: HTMLElement;
  readonly announcements: HTMLElement;
  readonly shortcuts: Shortcuts;
  readonly onHome: () => void;
}

/** The frame, from the top of the page to its end. */
export function pageFrame(parts: FrameParts): readonly HTMLElement[] {
  const { main, shortcuts } = parts;
  const skip = element('a', { class: 'skip', href: '#main' }, 'Skip to the content');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    focusOn(main);
  });
  const home = element(
    'button',
    { type: 'button', class: 'wordmark', id: 'home', 'aria-label': 'AWS sign-in, all sessions' },
    mark(),
    element('span', {}, 'AWS sign-in'),
  );
  home.addEventListener('click', parts.onHome);
  return [
    skip,
    element(
      'header',
      { class: 'masthead' },
      element(
        'div',
        { class: 'masthead-row' },
        home,
        parts.isSandbox
          ? element(
              'span',
              { class: 'badge', id: 'sandbox-badge' },
              'Sandbox',
              element('span', { class: 'badge-more' }, ': nothing here reaches AWS'),
            )
          : undefined,
        button('Keyboard', () => shortcuts.open(), { kind: 'quiet', id: 'open-shortcuts' }),
      ),
      parts.switcher,
    ),
    main,
    parts.announcements,
    shortcuts.dialog,
  ];
}
