/** Role credentials: their text in the chosen format, hidden until asked for, and the time they last. */

import type { RoleCredentials } from 'aws-sso-wasm/browser';
import type { Announcer } from './announcer.js';
import { button, relabel } from './button.js';
import { copyButton } from './copy_button.js';
import { Countdown } from './countdown.js';
import {
  credentialText,
  DESCRIPTIONS,
  wholeText,
  type CredentialFormat,
  type ProfileName,
  type TextPart,
} from './credential_formats.js';
import { element, fill } from './element.js';
import { errorNotice } from './error_notice.js';
import { formatChoice } from './format_choice.js';
import { SecretText } from './secret_text.js';
import { timeOfDay } from './time_left.js';

/** Below this the countdown is shown as urgent. */
const URGENT_BELOW = 300_000;

/** What the view needs. */
export interface CredentialViewOptions {
  readonly credentials: RoleCredentials;
  readonly gotAt: Date;
  readonly name: ProfileName;
  readonly format: CredentialFormat;
  readonly announcer: Announcer;
  readonly onFormat: (format: CredentialFormat) => void;
  readonly onEnd: () => void;
}

/** The view of credentials. */
export interface CredentialView {
  readonly element: HTMLElement;
  readonly dispose: () => void;
}

/** Shows credentials. */
export function credentialView(options: CredentialViewOptions): CredentialView {
  const { credentials, announcer, name } = options;
  let format = options.format;
  let parts: readonly TextPart[] | undefined;
  const text = new SecretText('Credentials');
  const use = element('p', { class: 'hint' });
  const problems = element('div', { class: 'problems' });
  const reveal = button('Show secrets', () => setRevealed(!text.isRevealed), {
    icon: 'show',
    id: 'reveal',
  });
  const copy = copyButton({
    text: 'Copy',
    label: 'Copy credentials',
    id: 'copy-credentials',
    announcer,
    kind: 'primary',
    content: () => (parts === undefined ? undefined : wholeText(parts)),
    onRefused: () => {
      setRevealed(true);
      text.select();
      announcer.say('The credentials are selected. Copy them with the keyboard.');
    },
  });

  function setRevealed(isRevealed: boolean): void {
    text.reveal(isRevealed);
    relabel(reveal, isRevealed ? 'Hide secrets' : 'Show secrets');
  }

  function write(): void {
    use.textContent = DESCRIPTIONS[format].use;
    fill(problems);
    try {
      parts = credentialText(format, credentials, name);
      text.show(parts);
    } catch (error) {
      parts = undefined;
      text.show([]);
      fill(problems, errorNotice(error));
    }
    text.element.hidden = parts === undefined;
    copy.disabled = parts === undefined;
    reveal.disabled = parts === undefined;
  }

  // Nobody looks at a hidden page, and whoever shows it again may be somebody else.
  const hide = (): void => {
    if (document.hidden && text.isRevealed) setRevealed(false);
  };
  document.addEventListener('visibilitychange', hide);
  write();
  return {
    element: element(
      'div',
      { class: 'credentials', id: 'credentials' },
      element(
        'div',
        { class: 'credentials-time' },
        new Countdown({
          endsAt: credentials.expiration,
          beganAt: options.gotAt,
          urgentBelow: URGENT_BELOW,
          onEnd: options.onEnd,
        }).element,
        element(
          'span',
          { class: 'until' },
          `until ${timeOfDay(credentials.expiration, new Date())}`,
        ),
      ),
      formatChoice(format, (chosen) => {
        format = chosen;
        options.onFormat(chosen);
        write();
      }),
      problems,
      text.element,
      element('div', { class: 'actions' }, copy, reveal),
      use,
    ),
    dispose: () => {
      document.removeEventListener('visibilitychange', hide);
      parts = undefined;
      text.show([]);
    },
  };
}
