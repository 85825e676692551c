/** Signing in with a device code (RFC 8628): the code, where to enter it, and how long it lasts. */

import { isIdentityCenterError, type DevicePrompt, type SessionStatus } from 'aws-sso-wasm/browser';
import type { Announcer } from './announcer.js';
import { button } from './button.js';
import { copyButton } from './copy_button.js';
import { Countdown } from './countdown.js';
import { element, fill } from './element.js';
import { errorNotice, isCancellation } from './error_notice.js';
import { icon } from './icon.js';
import { Progress } from './progress.js';
import type { SessionEntry } from './session_entry.js';
import type { View } from './view.js';

/** What the view needs. */
export interface DeviceCodeOptions {
  readonly entry: SessionEntry;
  readonly announcer: Announcer;
  readonly onSignedIn: (status: SessionStatus) => void;
  readonly onCancel: () => void;
}

/** Below this the countdown is shown as urgent. */
const URGENT_BELOW = 60_000;

/** Begins at once, and begins anew when the person asks for it after a failure. */
export function deviceCodeView(options: DeviceCodeOptions): View {
  const { entry, announcer } = options;
  let abort = new AbortController();
  const progress = new Progress();
  const body = element('div', { class: 'device-body' });
  const heading = element('h1', { id: 'view-heading' }, `Sign in to ${entry.label} with a code`);
  const cancel = button('Cancel', options.onCancel, { id: 'cancel-device', kind: 'quiet' });

  async function run(): Promise<void> {
    abort = new AbortController();
    const { signal } = abort;
    fill(body);
    progress.begin('Asking AWS for a code…');
    try {
      const status = await entry.session.signInWithDeviceCode({ onPrompt: show, signal });
      if (!signal.aborted) options.onSignedIn(status);
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      const isOver = isIdentityCenterError(error, 'ERR_AUTHORIZATION_EXPIRED');
      const text = isOver ? 'Get a new code' : 'Try again';
      fill(body, errorNotice(error, [{ text, act: () => void run() }]));
    } finally {
      progress.end();
    }
  }

  function show(prompt: DevicePrompt): void {
    progress.end();
    fill(body, ...codeAndLink(prompt, announcer));
    announcer.say(`Your code is ${prompt.userCode.split('').join(' ')}.`);
  }

  void run();
  return {
    title: 'Device code',
    heading,
    dispose: () => abort.abort(),
    element: element(
      'div',
      { class: 'view narrow device' },
      element('header', { class: 'view-head' }, heading),
      element('div', { class: 'panel' }, body, progress.element, cancel),
    ),
  };
}

function codeAndLink(prompt: DevicePrompt, announcer: Announcer): readonly HTMLElement[] {
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = prompt;
  const host = new URL(verificationUri).host;
  const link = element(
    'a',
    {
      class: 'button primary',
      id: 'open-verification',
      href: verificationUriComplete ?? verificationUri,
      target: '_blank',
      rel: 'noopener noreferrer',
    },
    icon('open'),
    element('span', {}, 'Open the verification page'),
    element('span', { class: 'unseen' }, ' in a new tab'),
  );
  return [
    element(
      'p',
      { class: 'code-label', id: 'code-label' },
      'Compare this code with the one that AWS shows',
    ),
    element(
      'output',
      { class: 'user-code', id: 'user-code', 'aria-labelledby': 'code-label' },
      userCode,
    ),
    new Countdown({ endsAt: expiresAt, urgentBelow: URGENT_BELOW, words: 'left to enter it' })
      .element,
    element(
      'div',
      { class: 'actions main-actions' },
      link,
      copyButton({
        text: 'Copy code',
        id: 'copy-code',
        announcer,
        content: () => userCode,
      }),
    ),
    element(
      'p',
      { class: 'hint' },
      `It opens ${host}. On another device, enter the code at ${verificationUri}`,
    ),
    element(
      'div',
      { class: 'notice warn' },
      icon('warning'),
      element(
        'div',
        { class: 'notice-text' },
        element('p', { class: 'sentence' }, 'Only continue if you started this sign-in.'),
        element(
          'p',
          {},
          'Whoever asks you to enter a code, or sends you a link with one, gets into your accounts.',
        ),
      ),
    ),
    element(
      'p',
      { class: 'waiting' },
      element('span', { class: 'pulse', 'aria-hidden': 'true' }),
      'Waiting for your approval. This page goes on by itself.',
    ),
  ];
}
