/** How the sandbox's pages look. One style sheet, no scripts, nothing loaded from anywhere. */

import { Html, html } from './markup.js';

const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #eef1f6; --card: #fff; --ink: #14181f; --quiet: #59616f; --line: #dfe4ec; --tint: #f6f8fb;
  --accent: #2447c7; --accent-ink: #fff; --accent-hover: #1b38a3; --ring: #2447c766;
  --good: #12703c; --bad: #b3261e; --badge: #fff4d6; --badge-ink: #694700; --shadow: 0 1px 2px #1220400f, 0 12px 32px #1220401a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --card: #161c25; --ink: #e8ecf3; --quiet: #9aa5b6; --line: #2a3342; --tint: #1c2430;
    --accent: #8fa8ff; --accent-ink: #0b1330; --accent-hover: #adc0ff; --ring: #8fa8ff66;
    --good: #5fd08d; --bad: #ff8b80; --badge: #382c0d; --badge-ink: #f3d38a; --shadow: 0 1px 2px #0006, 0 12px 32px #0006;
  }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; }
body {
  min-height: 100vh; min-height: 100dvh; padding: 24px 16px; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: 16px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main {
  width: 100%; max-width: 460px; padding: 32px; background: var(--card); border: 1px solid var(--line);
  border-radius: 16px; box-shadow: var(--shadow);
}
header { display: flex; align-items: center; justify-content: space-between; gap: 12px; margin-bottom: 24px; }
.mark { display: flex; align-items: center; gap: 10px; font-weight: 600; font-size: 15px; }
.mark svg { flex: none; color: var(--accent); }
.badge { padding: 2px 10px; border-radius: 999px; background: var(--badge); color: var(--badge-ink); font-size: 13px; font-weight: 600; }
h1 { font-size: 22px; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin-top: 24px; font-size: 14px; font-weight: 600; color: var(--quiet); }
p { margin-top: 8px; color: var(--quiet); overflow-wrap: anywhere; }
p strong { color: var(--ink); font-weight: 600; }
ul { margin-top: 8px; padding: 0; list-style: none; }
li { position: relative; padding-left: 28px; margin-top: 8px; }
li svg { position: absolute; left: 0; top: 3px; color: var(--good); }
dl { margin-top: 24px; border: 1px solid var(--line); border-radius: 10px; background: var(--tint); font-size: 14px; }
dl > div { display: flex; gap: 16px; padding: 10px 14px; }
dl > div + div { border-top: 1px solid var(--line); }
dt { flex: none; width: 96px; color: var(--quiet); }
dd { min-width: 0; overflow-wrap: anywhere; }
pre { margin-top: 8px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
pre, .code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
.code {
  display: block; margin-top: 20px; padding: 18px 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--tint);
  text-align: center; font-size: 32px; line-height: 1.2; font-weight: 600; letter-spacing: 0.12em; color: var(--ink);
}
.notice { margin-top: 16px; padding: 12px 14px; border-left: 3px solid var(--badge-ink); border-radius: 4px 10px 10px 4px; background: var(--badge); color: var(--badge-ink); font-size: 14px; }
form { margin-top: 28px; }
label { display: block; font-size: 14px; font-weight: 600; }
input {
  width: 100%; min-height: 56px; margin-top: 8px; padding: 8px 12px; border: 1px solid var(--quiet); border-radius: 10px; background: var(--card); color: var(--ink);
  font: 600 24px/1.2 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; letter-spacing: 0.1em; text-align: center; text-transform: uppercase;
}
input::placeholder { color: var(--quiet); opacity: 0.5; font-weight: 400; }
.actions { display: flex; flex-direction: row-reverse; gap: 12px; }
.actions.single { margin-top: 20px; }
button {
  flex: 1; min-height: 48px; padding: 10px 20px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: var(--ink);
  font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { background: var(--tint); }
button.primary { flex: 2; border-color: transparent; background: var(--accent); color: var(--accent-ink); }
button.primary:hover { background: var(--accent-hover); }
button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; }
.outcome { text-align: center; } .outcome p, footer { text-wrap: balance; }
.outcome > svg { display: block; margin: 8px auto 16px; }
.good { color: var(--good); } .bad { color: var(--bad); }
footer { max-width: 460px; padding: 0 8px; text-align: center; font-size: 13px; color: var(--quiet); }
@media (max-width: 480px) {
  body { justify-content: flex-start; padding: 16px 12px; }
  main { padding: 24px 20px; }
  .actions { flex-direction: column; }
  button.primary, button { flex: none; width: 100%; }
  .code { font-size: 28px; }
  dl > div { flex-direction: column; gap: 0; }
}
@media (forced-colors: active) { button, .code { border: 1px solid ButtonText; } }
`;

const KEY = html`<svg width="28" height="28" viewBox="0 0 28 28" fill="none" aria-hidden="true">
  <rect width="28" height="28" rx="8" fill="currentColor" opacity=".14" />
  <circle cx="11" cy="14" r="4" stroke="currentColor" stroke-width="2" />
  <path
    d="M15 14h7m-3 0v3.5"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

const TICK = html`<svg width="18" height="18" viewBox="0 0 18 18" fill="none" aria-hidden="true">
  <path
    d="m4 9.5 3.2 3.2L14 5.8"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

const OUTCOMES = {
  good: html`<svg
    class="good"
    width="56"
    height="56"
    viewBox="0 0 56 56"
    fill="none"
    aria-hidden="true"
  >
    <circle cx="28" cy="28" r="26" fill="currentColor" opacity=".14" />
    <path
      d="m18 28.5 7 7 13-14"
      stroke="currentColor"
      stroke-width="3.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`,
  bad: html`<svg
    class="bad"
    width="56"
    height="56"
    viewBox="0 0 56 56"
    fill="none"
    aria-hidden="true"
  >
    <circle cx="28" cy="28" r="26" fill="currentColor" opacity=".14" />
    <path
      d="m20 20 16 16m0-16L20 36"
      stroke="currentColor"
      stroke-width="3.5"
      stroke-linecap="round"
    />
  </svg>`,
};

/** A whole page around its main part. */
export function layout(title: string, main: Html): (nonce: string) => Html {
  return (nonce) =>
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${title} · Identity Center sandbox</title>
          <style nonce="${nonce}">
            ${new Html(STYLE)}
          </style>
        </head>
        <body>
          <main>
            <header>
              <div class="mark">${KEY}<span>IAM Identity Center</span></div>
              <span class="badge">Sandbox</span>
            </header>
            ${main}
          </main>
          <footer>A stand-in that runs on this machine. Nothing here reaches AWS.</footer>
        </body>
      </html> `;
}

/** A list with a tick before each entry. */
export function ticked(entries: readonly string[]): Html {
  return html`<ul>
    ${entries.map((entry) => html`<li>${TICK}${entry}</li>`)}
  </ul>`;
}

/** A table of names and what they are. */
export function facts(entries: readonly (readonly [string, string])[]): Html {
  return html`<dl>
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A URL without its scheme, which is https for all that is shown. */
export function shortUrl(url: string): string {
  return url.replace(/^https:\/\//, '');
}

/** The buttons of a decision. */
export const DECISION = html`<div class="actions">
  <button class="primary" name="decision" value="approve">Allow access</button>
  <button name="decision" value="deny">Deny</button>
</div>`;

/** The main part of a page that says how it went. */
export function outcome(kind: 'good' | 'bad', heading: string, text: string): Html {
  return html`<div class="outcome" role="status">
    ${OUTCOMES[kind]}
    <h1>${heading}</h1>
    <p>${text}</p>
  </div>`;
}

/** What a client asks for, in words. */
export function requestedAccess(scopes: readonly string[]): Html {
  const words = [
    'See the AWS accounts and roles you are assigned to',
    'Get temporary credentials for these roles',
  ];
  const others = scopes.filter((scope) => scope !== 'sso:account:access');
  if (others.length < scopes.length) words.push('Stay signed in until your session ends');
  return html`<h2>This will let it</h2>
    ${ticked([...words, ...others.map((scope) => `Use ${scope}`)])}`;
}
