// The README's examples of the library, as the programs and the page that they are.

import { equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox } from 'aws-sso-wasm/sandbox';
import { button, shown } from '../../examples/library/your_page.js';
import { sandboxHome } from '../sandbox_home.js';
import { FakePage } from './fake_page.js';

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../examples/library/${name}.js`, import.meta.url));

test('the example of a script in Node', async (t) => {
  const home = await sandboxHome(t);
  await home.configure('[profile dev]', 'sso_session = work');
  const [account] = home.sandbox.accounts;
  const { accountId = '', roles = [] } = account ?? {};
  await home.configure(`sso_account_id = ${accountId}`, `sso_role_name = ${roles[0]}`);
  await home.signIn();
  const env = { ...home.environment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf('node_script')], { env });
  match(stdout, new RegExp(`^arn:aws:sts::${accountId}:assumed-role/.*${roles[0]}`));
});

test('the example of a device code', async (t) => {
  const sandbox = createSandbox({ consent: 'approve' });
  t.mock.method(globalThis, 'fetch', sandbox.fetch);
  const lines: string[] = [];
  t.mock.method(console, 'log', (...words: unknown[]) => lines.push(words.join(' ')));
  await import('../../examples/library/device_code.js');
  match(lines[0] ?? '', /^https:\/\/.* [A-Z]{4}-[A-Z]{4}$/);
  equal(lines.length, 2);
});

test('the example of a page, before the sign-in and after it', async (t) => {
  const sandbox = createSandbox({ consent: 'approve' });
  // A page's relay, as the services would answer through it.
  const upstream = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const { createRelay } = await import('aws-sso-wasm/relay');
    const relay = createRelay({ fetch: sandbox.fetch });
    const headers = new Headers(init?.headers);
    headers.set('origin', 'http://127.0.0.1:5173');
    headers.set('sec-fetch-site', 'same-origin');
    return await relay(new Request(url, { ...init, headers }));
  };
  t.mock.method(globalThis, 'fetch', upstream);
  const page = new FakePage('http://127.0.0.1:5173/');
  page.open(t);
  await import('../../examples/library/page.js');
  ok(button.press);
  void button.press();
  page.url = new URL(await sandbox.decide(await page.left(), 'approve'));
  const again = '../../examples/library/page.js?again';
  await import(again);
  equal(shown.length, 3);
  equal(page.url.href, 'http://127.0.0.1:5173/');
});
