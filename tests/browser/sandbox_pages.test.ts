// The sandbox's own pages, as a person in a browser meets them: what every other test clicks through.

import { deepEqual, equal, match } from 'node:assert/strict';
import { createServer } from 'node:http';
import { authorizationRequest, register, setStage } from '../node/sandbox/stage.js';
import { listen } from '../node/server.js';
import { browserTest } from './browser_test.js';
import { isAccessible } from './checks/accessibility.js';
import { keepScreenshot } from './screenshot.js';

for (const [button, outcome] of [
  ['Allow access', /\?code=[\w-]+&state=/],
  ['Deny', /\?error=access_denied&/],
] as const) {
  browserTest(`the consent page leads back: ${button}`, async ({ page, t, foreignHosts }) => {
    const stage = await setStage(t);
    const port = await listen(
      t,
      createServer((_, response) => response.end('<!doctype html><h1>Back again</h1>')),
    );
    const redirectUri = `http://127.0.0.1:${port}/oauth/callback`;
    const client = await register(stage);
    const { url } = authorizationRequest(stage, client, { redirect_uri: redirectUri });
    await page.open(url);
    await page.sees('heading', /^Allow .* to access your AWS accounts\?$/);
    await keepScreenshot(page, 'sandbox-consent');
    await page.click('button', button);
    await page.sees('heading', 'Back again');
    match((await page.url()).href, outcome);
    deepEqual(await page.cookies(), []);
    deepEqual([...foreignHosts], []);
  });
}

browserTest('two tabs of one person share what is stored', async ({ page, newTab, t }) => {
  const stage = await setStage(t);
  await page.open(stage.server.url);
  await page.evaluate(() => localStorage.setItem('shared', 'yes'));
  const other = await newTab();
  await other.open(stage.server.url);
  equal(await other.evaluate(() => localStorage.getItem('shared')), 'yes');
  equal((await other.dump()).get('localStorage'), '{"shared":"yes"}');
  await other.close();
  await page.sees('heading', 'The sandbox is up');
});

browserTest('another person finds nothing stored', async ({ page, t }) => {
  const stage = await setStage(t);
  await page.open(stage.server.url);
  equal(await page.evaluate(() => localStorage.length), 0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(
    `the pages are accessible and fit a phone: ${colorScheme}`,
    async ({ page, t }) => {
      const stage = await setStage(t);
      await page.resize(390, 844);
      await page.open(authorizationRequest(stage, await register(stage)).url);
      equal(
        await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
        colorScheme === 'dark',
      );
      equal(await page.evaluate(() => innerWidth), 390);
      await isAccessible(page);
      equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      await keepScreenshot(page, `sandbox-consent-phone-${colorScheme}`);
    },
    { appearance: { colorScheme } },
  );
}
