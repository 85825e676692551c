// The pages that the browser shows after a redirect.

import type { RedirectPage } from '../host.js';
import { renderNotice } from './notice_page.js';

interface Content {
  readonly status: number;
  readonly isGood: boolean;
  readonly title: string;
  readonly text: string;
}

const CONTENTS: Readonly<Record<RedirectPage, Content>> = {
  'signed-in': {
    status: 200,
    isGood: true,
    title: 'You are signed in',
    text: 'You may close this window and return to the terminal.',
  },
  denied: {
    status: 200,
    isGood: false,
    title: 'Access was denied',
    text: 'Nothing was granted. You may close this window and return to the terminal.',
  },
  ignored: {
    status: 400,
    isGood: false,
    title: 'Not the sign-in that is waited for',
    text: 'This page belongs to an older or to another sign-in. Nothing was done with it. Go on in the window that opened last, or start the sign-in again.',
  },
  failed: {
    status: 200,
    isGood: false,
    title: 'The sign-in did not go through',
    text: 'The terminal says what to do next. You may close this window.',
  },
};

/** The page for a redirect, with its status. `detail` is plain text; it may be empty. */
export function renderPage(
  page: RedirectPage,
  detail: string,
): { readonly status: number; readonly html: string } {
  const { status, isGood, title, text } = CONTENTS[page];
  return { status, html: renderNotice({ isGood, title, texts: [detail, text] }) };
}
