// The example of a hosted console: Vite bundles it, its own server serves it, and a person signs in with Chromium.

import { equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';
import puppeteer from 'puppeteer-core';
import * as vite from 'vite';
import { freePort } from '../node/free_port.js';

const example = new URL('../../examples/web-console/', import.meta.url);

test('the example web console signs in, lists roles and says who one is', async (t) => {
  const sandbox = await listen(createSandbox({ consent: 'approve' }));
  t.after(() => sandbox.close());
  t.after(() => rm(new URL('dist/', example), { recursive: true, force: true }));
  await vite.build({
    root: fileURLToPath(example),
    logLevel: 'error',
    define: { 'import.meta.env.VITE_SANDBOX': JSON.stringify(sandbox.url) },
  });

  const port = await freePort();
  const server = spawn(process.execPath, ['server.js'], {
    cwd: example,
    env: { ...process.env, PORT: String(port), SANDBOX: sandbox.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => server.kill());
  const [line] = await once(server.stdout, 'data');
  const origin = String(line).trim();

  // Who is not signed in to the console gets nothing of the relay.
  const stranger = await fetch(`${origin}/idc/us-east-1/oidc/client/register`, {
    method: 'POST',
    headers: {
      'X-Requested-By': 'aws-sso-wasm',
      Origin: origin,
      'Content-Type': 'application/json',
    },
    body: '{}',
  });
  equal(stranger.status, 403);
  equal((await fetch(`${origin}/..%2fserver.js`)).status, 404);

  const browser = await puppeteer.launch({
    executablePath: process.env['BROWSER_BINARY'] ?? 'chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  t.after(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(origin);
  await tab.click('#sign-in');
  const role = await tab.waitForSelector('#roles button', { timeout: 60_000 });
  await role?.click();
  await tab.waitForFunction("/ until /.test(document.querySelector('#state').textContent)");
  const said = await tab.$eval('#state', (element) => element.textContent);
  match(String(said), /^arn:aws:sts::\d{12}:assumed-role\/.* until \d{4}-/);
});
