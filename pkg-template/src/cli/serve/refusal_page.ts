/** What is shown to who has not come by the one-time address. */

import { NOTICE_HEADERS, renderNotice } from '../../node/notice_page.js';
import type { Reply } from './reply.js';

const AGAIN = 'Run aws-sso-wasm serve again';

/** Without the cookie. It may be there all the same: browsers leave it out where another site led here. */
export function lockedPage(): Reply {
  return page(
    'This console opens from the terminal',
    [
      'Go on in the window that aws-sso-wasm opened: it belongs to the person who started it, and to one browser.',
      `${AGAIN} to open it in another browser.`,
    ],
    'If this is that browser, go on here',
  );
}

/** With a token that is wrong, used, or old. */
export function spentPage(): Reply {
  return page(
    'This address lets nobody in any more',
    [
      'It works once, and for five minutes. If it was not you who used it, stop the command with Ctrl-C.',
      `Go on in the window where it was used. ${AGAIN} to get a new one.`,
    ],
    'If that was this browser, go on here',
  );
}

function page(title: string, texts: readonly string[], label: string): Reply {
  return {
    status: 403,
    headers: { ...NOTICE_HEADERS, 'content-type': 'text/html; charset=utf-8' },
    body: renderNotice({ isGood: false, title, texts, link: { path: '/', label } }),
  };
}
