/** How long the sign-in lasts, ticking; a word before it ends, and the way back when it has ended. */

import type { Announcer } from './announcer.js';
import { Countdown } from './countdown.js';
import { element, fill } from './element.js';
import { notice } from './error_notice.js';
import type { SessionEntry } from './session_entry.js';
import { portalName } from './session_facts.js';
import { timeOfDay, wordyTime } from './time_left.js';

/** How long before the end it is said, in milliseconds; the library's event `expiring` comes then too. */
export const EXPIRING_BEFORE = 300_000;

/** What it needs. */
export interface SessionStateOptions {
  readonly entry: SessionEntry;
  readonly announcer: Announcer;
  readonly onSignIn: () => void;
}

/** How a session stands, in three places of its view. */
export class SessionState {
  /** The portal, below the session's name. */
  readonly about: HTMLElement;
  /** The time left. */
  readonly element = element('div', { class: 'session-time', id: 'session-time' });
  /** Above the list: the sign-in ends soon, or has ended. */
  readonly notice = element('div', { class: 'problems', id: 'session-notice' });
  readonly #options: SessionStateOptions;
  #warned: number | undefined;

  constructor(options: SessionStateOptions) {
    const { entry } = options;
    this.#options = options;
    this.about = element(
      'p',
      { class: 'lead' },
      element('span', { class: 'portal' }, portalName(entry.startUrl)),
      element('span', { class: 'dot', 'aria-hidden': 'true' }, ' · '),
      entry.region,
    );
    this.refresh();
  }

  /** Shows how it stands now. */
  refresh(): void {
    const { entry } = this.#options;
    const { expiresAt, refreshable } = entry.status;
    if (!entry.isSignedIn()) {
      this.#ended();
    } else if (refreshable || expiresAt === undefined) {
      fill(this.notice);
      fill(this.element, element('p', { class: 'renewing' }, 'Signed in, renews by itself'));
    } else {
      fill(
        this.element,
        new Countdown({
          endsAt: expiresAt,
          beganAt: entry.since,
          urgentBelow: EXPIRING_BEFORE,
          words: 'left of the sign-in',
          onEnd: () => this.refresh(),
        }).element,
      );
      this.#warn(expiresAt);
    }
  }

  #warn(expiresAt: Date): void {
    const left = expiresAt.getTime() - Date.now();
    if (left > EXPIRING_BEFORE) {
      fill(this.notice);
    } else if (this.#warned !== expiresAt.getTime()) {
      this.#warned = expiresAt.getTime();
      fill(
        this.notice,
        notice('warn', `Your sign-in ends in ${wordyTime(left)}.`, {
          help: `It cannot renew itself. Credentials that you have got stay valid until their own end.`,
          remedies: [{ text: 'Sign in again', act: this.#options.onSignIn }],
        }),
      );
    }
  }

  #ended(): void {
    const { expiresAt } = this.#options.entry.status;
    fill(this.element, element('p', { class: 'renewing' }, 'Sign-in ended'));
    const when = expiresAt === undefined ? '' : ` at ${timeOfDay(expiresAt, new Date())}`;
    fill(
      this.notice,
      notice('warn', `Your sign-in ended${when}.`, {
        help: 'Sign in again to go on here. The list stays as it was.',
        remedies: [{ text: 'Sign in again', act: this.#options.onSignIn }],
        urgent: true,
      }),
    );
  }
}
