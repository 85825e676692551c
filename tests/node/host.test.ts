// The Node host as a whole: time, events, and what it loads and touches before it is asked to.

import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { HostEvent } from '../../node_modules/aws-sso-wasm/host.js';
import { createNodeHost } from '../../node_modules/aws-sso-wasm/node/host.js';
import { temporaryFolder } from './temporary_folder.js';

test('a sleep lasts as long as told, and can be given up', async () => {
  const stop = new AbortController();
  const host = createNodeHost({ environment: { HOME: '/nowhere' }, signal: stop.signal });
  const start = performance.now();
  await host.sleep(50);
  ok(performance.now() - start > 45);
  // Longer than a timer of Node can run.
  const sleeping = host.sleep(2 ** 40);
  setTimeout(() => stop.abort(), 50);
  await rejects(sleeping, { code: 'ERR_ABORTED' });
  ok(performance.now() - start > 90);
  await rejects(host.sleep(1), { code: 'ERR_ABORTED' });
});

test('a call with a signal of its own ends by it, and the others go on', async (t) => {
  const home = await temporaryFolder(t);
  const host = createNodeHost({ environment: { HOME: home } });
  const key = { kind: 'sso-cache', name: 'a.json' } as const;
  const lock = await host.lock(key);
  const stop = new AbortController();
  const waits = [
    host.sleep(60_000, stop.signal),
    host.lock(key, stop.signal),
    host.send(
      { method: 'GET', url: 'http://127.0.0.1:9/', headers: [], body: new Uint8Array() },
      AbortSignal.abort(),
    ),
  ];
  const next = host.lock(key);
  setTimeout(() => stop.abort(), 20);
  await Promise.all(waits.map((wait) => rejects(wait, { code: 'ERR_ABORTED' })));
  lock.release();
  (await next).release();
});

test('the clock is that of the machine', () => {
  const host = createNodeHost({ environment: { HOME: '/nowhere' } });
  ok(Math.abs(host.now() - Date.now()) < 1000);
});

test('events reach whoever wants them', () => {
  const events: HostEvent[] = [];
  const host = createNodeHost({
    environment: { HOME: '/nowhere' },
    onEvent: (event) => events.push(event),
  });
  host.notify({ type: 'polling', interval: 5 });
  deepEqual(events, [{ type: 'polling', interval: 5 }]);
  createNodeHost({ environment: { HOME: '/nowhere' } }).notify({ type: 'polling', interval: 5 });
});

test('a host touches nothing and keeps no process alive before it is asked to', async (t) => {
  const home = await temporaryFolder(t);
  const code = `
    import { createNodeHost } from 'file://${new URL('../../node_modules/aws-sso-wasm/node/host.js', import.meta.url).pathname}';
    const host = createNodeHost();
    await host.read({ kind: 'sso-cache', name: 'a.json' });
    const loaded = process.moduleLoadList.filter((name) => / (https?|tls|child_process|readline)$/.test(name));
    console.log(JSON.stringify(loaded));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code],
    { env: { HOME: home }, timeout: 10_000 },
  );
  deepEqual(JSON.parse(stdout), []);
  deepEqual(await readdir(home), []);
});

test('a pending sign-in needs no lock', async () => {
  const host = createNodeHost({ environment: { HOME: '/nowhere' } });
  const lock = await host.lock({ kind: 'pending-sign-in', name: 'state' });
  lock.release();
  equal(await host.read({ kind: 'pending-sign-in', name: 'state' }), undefined);
});
