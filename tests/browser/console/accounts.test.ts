// The accounts on the page of the web console: many, oddly named, slow to come, and gone.

import { equal, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { keepScreenshot } from '../screenshot.js';
import { consoleStage, listed, openRole, signInByRedirect } from '../stage/web_console.js';

declare global {
  var longTasks: number[];
}

browserTest('665 accounts are searched while they stream in', async (visit) => {
  const { page, engine, t } = visit;
  await consoleStage(visit, { accounts: 665, roles: 3, latency: 5 });
  await page.click('button', 'Sign in with the browser');
  await page.click('button', 'Allow access');
  await page.sees('heading', 'work');
  if (engine === 'chromium') {
    await page.evaluate(() => {
      globalThis.longTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longTasks.push(Math.round(duration));
      }).observe({ type: 'longtask' });
    });
  }
  await page.click('searchbox', 'Search accounts and roles');
  for (const text of ['pay', 'ments', '-prod']) await page.type(text);
  await page.reads(/\d+ of \d+ accounts, .* more are coming/);
  // AWS serves 20 requests per second, and each account takes one.
  page.patience = 90_000;
  await listed(page, 665, 21);
  await keepScreenshot(page, 'accounts-searched');
  await page.press('Escape');
  await listed(page, 665);
  await keepScreenshot(page, 'accounts-many');
  if (engine === 'chromium') {
    const tasks = await page.evaluate(() => globalThis.longTasks);
    t.diagnostic(`tasks longer than 50 ms: ${tasks.join(', ') || 'none'}`);
    // A machine that does other work as well may stretch one that is short.
    ok(
      tasks.every((milliseconds) => milliseconds < 200),
      tasks.join(', '),
    );
  }
});

browserTest('an account name that is markup is text', async (visit) => {
  const { page } = visit;
  const accountName =
    '<img src=x onerror="document.title=1"><script>document.title=2</script>&lt;b';
  const stage = await consoleStage(visit, {
    accounts: [{ accountId: '111122223333', accountName, roles: ['ReadOnly'] }],
  });
  await signInByRedirect(page);
  await listed(page, 1);
  ok((await page.text()).includes(accountName));
  await openRole(page, /^ReadOnly,/);
  ok(
    (await page.evaluate(() => document.querySelector('#role-panel')?.textContent ?? '')).includes(
      accountName,
    ),
  );
  equal(
    await page.evaluate(() => document.querySelectorAll('main img, main script, main b').length),
    0,
  );
  ok(!['1', '2'].includes(await page.evaluate(() => document.title)));
  equal(stage.sandbox.count('ListAccounts'), 1);
  await keepScreenshot(page, 'markup');
});

browserTest('odd names do not break the list', async (visit) => {
  const { page } = visit;
  await consoleStage(visit, { accounts: 16, oddNames: true });
  await signInByRedirect(page);
  await listed(page, 16);
  equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await keepScreenshot(page, 'odd-names');
});

browserTest('a person without an account is told whom to ask', async (visit) => {
  const { page } = visit;
  await consoleStage(visit, { accounts: 0 });
  await signInByRedirect(page);
  await page.reads('No account is assigned to you.');
  await keepScreenshot(page, 'no-account');
});

browserTest('AWS asks to slow down, and the list comes all the same', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit, {
    accounts: 24,
    rateLimit: { requestsPerSecond: 6, burst: 2 },
  });
  await signInByRedirect(page);
  await page.reads('AWS asks to slow down');
  await keepScreenshot(page, 'throttled');
  await listed(page, 24);
  ok(stage.sandbox.count('ListAccountRoles', ({ status }) => status === 429) > 0);
});

browserTest('AWS answers with a page of HTML, and then as it should', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  stage.sandbox.inject({ operation: 'ListAccounts', answer: { kind: 'html', status: 200 } });
  await signInByRedirect(page);
  await page.sees('alert', /.*/);
  await keepScreenshot(page, 'html-answer');
  await page.click('button', 'Try again');
  await listed(page, 3);
});

browserTest('a session that ends is said to have, and can be begun anew', async (visit) => {
  const { page } = visit;
  const stage = await consoleStage(visit);
  await signInByRedirect(page);
  await listed(page, 3);
  await openRole(page, /^AdministratorAccess, /);
  stage.sandbox.revokeSessions();
  await page.click('button', 'Get credentials');
  await page.sees('alert', /Your sign-in ended/);
  await keepScreenshot(page, 'session-ended');
  await page.click('button', 'Sign in again');
  await signInByRedirect(page);
  await listed(page, 3);
});
