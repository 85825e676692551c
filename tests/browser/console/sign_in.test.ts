// Signing in on the page of the web console.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { consoleIsQuiet, trustedTypesAreInForce } from '../checks/policy.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import { keepScreenshot } from '../screenshot.js';
import { consoleStage, listed, signInByRedirect } from '../stage/web_console.js';

browserTest('the browser goes to AWS and comes back to the accounts', async (visit) => {
  const { page, foreignHosts } = visit;
  const stage = await consoleStage(visit);
  equal((await page.url()).href, `${stage.console.origin}/`);
  const [cookie, ...others] = await page.cookies();
  deepEqual({ httpOnly: cookie?.httpOnly, others }, { httpOnly: true, others: [] });
  await page.sees('heading', 'Sign in to work');
  await signInByRedirect(page);
  await listed(page, 3);
  await page.reads('3 accounts, 6 roles');
  equal((await page.url()).href, `${stage.console.origin}/`);
  for (const url of (await page.history()) ?? [])
    ok(!/[?&](code|token)=/.test(url), 'A secret is in the history.');
  await secretsAreNowhere(page, stage);
  ok(![...(await page.dump())].some(([, text]) => text.includes(stage.console.entry)));
  consoleIsQuiet(page, stage.server.url);
  await trustedTypesAreInForce(page);
  deepEqual([...foreignHosts], []);
});

browserTest('only the one browser gets in, once', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await page.sees('heading', 'Sign in to work');
  const { entry, origin } = stage.console;
  const other = await fetch(`${origin}${entry}`);
  ok((await other.text()).includes('<h1'));
  equal(other.url, `${origin}${entry}`);
  await page.reload();
  await page.sees('heading', 'Sign in to work');
});

browserTest('a person who denies is told so and may try again', async (visit) => {
  const { page } = visit;
  await consoleStage(visit);
  await page.click('button', 'Sign in with the browser');
  await page.click('button', 'Deny');
  await page.sees('alert', /.*/);
  await keepScreenshot(page, 'denied');
  await signInByRedirect(page);
  await listed(page, 3);
});

browserTest('a forged callback is refused with a sentence', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await page.open(`${stage.console.origin}/oauth/callback?code=forged-code&state=forged-state`);
  await page.sees('alert', /.*/);
  equal((await page.url()).href, `${stage.console.origin}/`);
  ok(!(await page.text()).includes('forged'));
  equal(stage.sandbox.count('CreateToken'), 0);
  await keepScreenshot(page, 'forged-callback');
});

browserTest(
  'the back button after a sign-in does no harm',
  async (visit) => {
    const { page } = visit;
    const stage = await consoleStage(visit);
    await signInByRedirect(page);
    await listed(page, 3);
    await page.back();
    await page.click('button', 'Allow access');
    await page.sees('alert', /.*/);
    equal(stage.sandbox.count('CreateToken'), 1);
  },
  {
    skip: {
      webkit: 'its driver loses a page to which Back leads across a Cross-Origin-Opener-Policy',
    },
  },
);

browserTest('a device code is shown, counted down, and approved elsewhere', async (visit) => {
  const { page, newTab } = visit;
  const stage = await consoleStage(visit);
  await page.click('button', 'Use a device code');
  await page.reads('Only continue if you started this sign-in.');
  const code = await page.until(
    'the code',
    () => document.querySelector('#user-code')?.textContent,
  );
  await page.reads(/\b9:\d\d left to enter it/);
  await page.reads(/\b9:[0-4]\d left to enter it/);
  const link = await page.evaluate(
    () => document.querySelector('#open-verification')?.getAttribute('href') ?? '',
  );
  equal(new URL(link).origin, stage.server.url);
  const other = await newTab();
  await other.open(link);
  ok((await other.text()).includes(code));
  await other.click('button', 'Allow access');
  await other.sees('heading', 'Request approved');
  await other.close();
  await listed(page, 3);
  await secretsAreNowhere(page, stage);
});

browserTest('a device code that was denied, ended or cancelled', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit, { lifetimes: { deviceCode: 4 } });
  const again = /^(Get a new code|Try again)$/;
  const code = (): Promise<string> =>
    page.until('the code', () => document.querySelector('#user-code')?.textContent);
  await page.click('button', 'Use a device code');
  await stage.sandbox.decideDevice(await code(), 'deny');
  await page.sees('alert', /.*/);
  await keepScreenshot(page, 'device-code-denied');
  await page.click('button', again);
  await code();
  await page.sees('button', again);
  await page.sees('alert', /.*/);
  await keepScreenshot(page, 'device-code-ended');
  await page.click('button', again);
  await code();
  await page.click('button', 'Cancel');
  await page.sees('button', 'Use a device code');
});

browserTest('a sign-in is kept as long as the person chose', async (visit) => {
  const { page, newTab } = visit;
  const stage = await consoleStage(visit);
  await page.click('radio', 'In this tab');
  await signInByRedirect(page);
  await listed(page, 3);
  await page.reload();
  await listed(page, 3);
  const other = await newTab();
  await other.open(`${stage.console.origin}/`);
  await other.sees('heading', 'Sign in to work');
  await other.click('radio', 'In this browser');
  await signInByRedirect(other);
  await listed(other, 3);
  const third = await newTab();
  await third.open(`${stage.console.origin}/`);
  await listed(third, 3);
});

browserTest('the server of the page has ended', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await page.sees('button', 'Sign in with the browser');
  await stage.console.stop();
  await page.click('button', 'Sign in with the browser');
  await page.sees('alert', /could not be reached/);
  await keepScreenshot(page, 'server-ended');
});

browserTest('storage that the browser does not have', async (visit) => {
  const { page } = visit;
  await consoleStage(visit);
  await page.sees('button', 'Sign in with the browser');
  await page.evaluate(() => {
    for (const name of ['sessionStorage', 'indexedDB']) {
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
    }
  });
  await page.click('button', 'Sign in with the browser');
  await page.sees('alert', /sessionStorage/);
  await keepScreenshot(page, 'storage-blocked');
});
