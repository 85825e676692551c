// The library in Node, Deno, Bun and workerd: the same program does the same in all four.

import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';
import { RUNTIMES } from './runtime.js';

for (const { name, isInstalled, serve } of RUNTIMES) {
  const skip = isInstalled ? false : `${name} is not installed`;
  test(`the library in ${name}`, { skip }, async (t) => {
    const sandbox = createSandbox({ consent: 'approve', accounts: 3, roles: 2 });
    const services = await listen(sandbox);
    t.after(() => services.close());
    const server = await serve(services.url);
    t.after(() => server.stop());
    const answer = await fetch(`http://127.0.0.1:${server.port}/library`);
    const found: unknown = await answer.json();
    deepEqual(found, {
      events: ['prompt', 'polling', 'signed-in', 'signed-out'],
      roles: sandbox.accounts
        .flatMap(({ accountId, roles }) => roles.map((role) => `${accountId} ${role}`))
        .sort(),
      account: sandbox.accounts.map(({ accountId }) => accountId).sort()[0],
      revoked: true,
      refused: 'ERR_SIGN_IN_REQUIRED',
      aborted: 'ERR_ABORTED',
    });
  });
}
