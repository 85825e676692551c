/** Signing in to a session: how, and where to keep it. */

import type { BrowserStorage } from 'aws-sso-wasm/browser';
import { button } from './button.js';
import { element } from './element.js';
import { errorNotice, isCancellation } from './error_notice.js';
import { Progress } from './progress.js';
import type { SessionEntry } from './session_entry.js';
import { portalName } from './session_facts.js';
import { storageChoice } from './storage_choice.js';
import type { View } from './view.js';

/** What the view needs. */
export interface SignInOptions {
  readonly entry: SessionEntry;
  /** Shown above everything else: why the person is here again. */
  readonly notice?: HTMLElement;
  /** Whether AWS would send the browser back to this page: it has to be at http://127.0.0.1. */
  readonly canRedirect: boolean;
  readonly onStorage: (storage: BrowserStorage) => void;
  /** Leaves the page; rejects if it cannot. */
  readonly onRedirect: (signal: AbortSignal) => Promise<never>;
  readonly onDeviceCode: () => void;
}

/** Offers both ways. */
export function signInView(options: SignInOptions): View {
  const { entry, canRedirect } = options;
  const abort = new AbortController();
  const progress = new Progress();
  const problems = element('div', { class: 'problems' }, options.notice);
  const heading = element('h1', { id: 'view-heading' }, `Sign in to ${entry.label}`);

  const redirect = button('Sign in with the browser', () => void leave(), {
    kind: 'primary',
    icon: 'browser',
    id: 'sign-in-redirect',
  });
  const device = button('Use a device code', options.onDeviceCode, {
    kind: canRedirect ? 'plain' : 'primary',
    icon: 'device',
    id: 'sign-in-device',
  });

  async function leave(): Promise<void> {
    problems.replaceChildren();
    redirect.disabled = true;
    device.disabled = true;
    try {
      await progress.during('Preparing the sign-in…', options.onRedirect(abort.signal));
    } catch (error) {
      if (!isCancellation(error)) problems.replaceChildren(errorNotice(error));
      redirect.disabled = false;
      device.disabled = false;
      redirect.focus();
    }
  }

  return {
    title: `Sign in to ${entry.label}`,
    heading,
    dispose: () => abort.abort(),
    element: element(
      'div',
      { class: 'view narrow sign-in' },
      problems,
      element(
        'header',
        { class: 'view-head' },
        heading,
        element(
          'p',
          { class: 'lead' },
          element('span', { class: 'portal' }, portalName(entry.startUrl)),
          element('span', { class: 'dot', 'aria-hidden': 'true' }, ' · '),
          entry.region,
        ),
      ),
      element(
        'div',
        { class: 'panel' },
        storageChoice(entry.storage, options.onStorage),
        element(
          'div',
          { class: 'actions main-actions' },
          canRedirect ? redirect : undefined,
          device,
        ),
        element(
          'p',
          { class: 'hint after-actions' },
          canRedirect
            ? 'The browser goes to AWS and comes back here. Use a device code to approve on another device.'
            : 'AWS sends browsers back only to pages at http://127.0.0.1, which this is not. A device code works from anywhere.',
        ),
        progress.element,
      ),
    ),
  };
}
