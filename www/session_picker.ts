/** The first view: which session to open. */

import { element } from './element.js';
import { icon } from './icon.js';
import type { SessionEntry } from './session_entry.js';
import { portalName } from './session_facts.js';
import { sessionForm } from './session_form.js';
import { shortTime } from './time_left.js';
import type { View } from './view.js';

/** What the picker needs. */
export interface PickerOptions {
  readonly entries: readonly SessionEntry[];
  /** Shown above everything else. */
  readonly notice?: HTMLElement;
  readonly onPick: (entry: SessionEntry) => void;
  readonly onType: (startUrl: string, region: string) => void;
}

/** Lists the sessions, and takes another one. */
export function sessionPicker(options: PickerOptions): View {
  const { entries } = options;
  const heading = element('h1', { id: 'view-heading' }, 'Choose a session');
  const lead =
    entries.length === 0
      ? 'Your AWS config file has no sso-session. Enter the address of your access portal; it is on the portal’s own page, or with whoever administers AWS for you.'
      : 'The sessions of your AWS config file. Each signs in to one access portal.';
  return {
    title: 'Sessions',
    heading,
    element: element(
      'div',
      { class: 'view narrow picker' },
      element('div', { class: 'problems' }, options.notice),
      element('header', { class: 'view-head' }, heading, element('p', { class: 'lead' }, lead)),
      entries.length === 0
        ? undefined
        : element(
            'ul',
            { class: 'cards', id: 'sessions' },
            ...entries.map((entry) => element('li', {}, card(entry, options.onPick))),
          ),
      element(
        'section',
        { class: 'panel', 'aria-labelledby': 'another-heading' },
        element(
          'h2',
          { id: 'another-heading' },
          entries.length === 0 ? 'Your access portal' : 'Another session',
        ),
        sessionForm(options.onType),
      ),
    ),
  };
}

function card(entry: SessionEntry, onPick: (entry: SessionEntry) => void): HTMLElement {
  const made = element(
    'button',
    { type: 'button', class: `card ${entry.isSignedIn() ? 'signed-in' : ''}` },
    element('span', { class: 'card-name' }, entry.label),
    element(
      'span',
      { class: 'card-about' },
      portalName(entry.startUrl),
      element('span', { class: 'dot', 'aria-hidden': 'true' }, ' · '),
      entry.region,
    ),
    element('span', { class: 'state' }, standing(entry)),
    icon('back'),
  );
  made.addEventListener('click', () => onPick(entry));
  return made;
}

/** How a session stands, in a few words. */
export function standing(entry: SessionEntry): string {
  const { expiresAt, refreshable } = entry.status;
  if (!entry.isSignedIn()) return 'Not signed in';
  if (refreshable || expiresAt === undefined) return 'Signed in';
  return `${shortTime(expiresAt.getTime() - Date.now())} left`;
}
