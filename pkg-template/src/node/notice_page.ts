// Pages of one short notice: no script, nothing loaded, every text escaped.

import { createHash } from 'node:crypto';

/** What a page says. All of it is plain text. */
export interface Notice {
  readonly isGood: boolean;
  readonly title: string;
  readonly texts: readonly string[];
  /** A way on, to a path of the same server. */
  readonly link?: { readonly path: string; readonly label: string };
}

const STYLE = `
:root { color-scheme: light dark; --ground: #eef1f6; --card: #fff; --ink: #14181f; --quiet: #59616f; --line: #dfe4ec; --good: #12703c; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --card: #161c25; --ink: #e8ecf3; --quiet: #9aa5b6; --line: #2a3342; --good: #5fd08d; --bad: #ff8b80 } }
* { box-sizing: border-box; margin: 0 }
body { min-height: 100vh; padding: 24px 16px; display: flex; align-items: center; justify-content: center; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 460px; padding: 40px 32px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; text-align: center }
svg { width: 56px; height: 56px }
.good { color: var(--good) }
.bad { color: var(--bad) }
h1 { margin-top: 16px; font-size: 22px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere }
p { margin-top: 8px; color: var(--quiet); overflow-wrap: anywhere }
a { color: inherit }
footer { margin-top: 24px; font-size: 13px; color: var(--quiet) }
`;

const CHECK = '<path d="M17 29l8 8 15-17"/>';
const CROSS = '<path d="M20 20l16 16M36 20L20 36"/>';

/** Sent with every notice: kept nowhere, telling nobody the URL, running and loading nothing. */
export const NOTICE_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The page as HTML. */
export function renderNotice({ isGood, title, texts, link }: Notice): string {
  const paragraphs = texts.filter((text) => text !== '').map((text) => `<p>${escape(text)}</p>\n`);
  const way =
    link === undefined ? '' : `<p><a href="${escape(link.path)}">${escape(link.label)}</a></p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)} · aws-sso-wasm</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<svg class="${isGood ? 'good' : 'bad'}" viewBox="0 0 56 56" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="28" cy="28" r="25"/>${isGood ? CHECK : CROSS}</svg>
<h1>${escape(title)}</h1>
${paragraphs.join('')}${way}<footer>aws-sso-wasm</footer>
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
