/** What a sign-out did, and what it could not do. */

import type { SignedOut } from 'aws-sso-wasm/browser';
import { element } from './element.js';
import { notice } from './error_notice.js';
import type { Issued } from './session_entry.js';
import { timeOfDay } from './time_left.js';

/** What is told of a sign-out. */
export interface SignOutReport {
  readonly name: string;
  readonly outcome: SignedOut;
  /** When the token ends by itself. */
  readonly tokenEndsAt: Date | undefined;
  /** Role credentials that were handed out and have not ended. */
  readonly stillValid: readonly Issued[];
}

/** How many role credentials are named one by one. */
const NAMED = 5;

/** The notice about it. */
export function signedOutNotice(report: SignOutReport, now = new Date()): HTMLElement {
  const { name, outcome, tokenEndsAt, stillValid } = report;
  const until = tokenEndsAt === undefined ? '' : ` until ${timeOfDay(tokenEndsAt, now)}`;
  const made = outcome.revoked
    ? notice('good', `Signed out of ${name}.`, { help: 'AWS revoked the sign-in.' })
    : notice('warn', `Signed out of ${name} here, but AWS did not confirm it.`, {
        help: `Nothing of the sign-in is kept here any more. At AWS it may stay valid${until}.`,
      });
  if (stillValid.length > 0)
    made.querySelector('.notice-text')?.append(...remaining(stillValid, now));
  return made;
}

function remaining(stillValid: readonly Issued[], now: Date): readonly HTMLElement[] {
  const unnamed = stillValid.length - NAMED;
  return [
    element('p', {}, 'AWS keeps accepting role credentials that you got, until they end:'),
    element(
      'ul',
      { class: 'plain-list' },
      ...stillValid
        .slice(0, NAMED)
        .map(({ role, expiration }) =>
          element('li', {}, `${role}, until ${timeOfDay(expiration, now)}`),
        ),
      unnamed > 0 ? element('li', {}, `and ${unnamed} more`) : undefined,
    ),
  ];
}
