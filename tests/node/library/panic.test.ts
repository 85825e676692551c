// A core that panics settles nothing any more: every call in flight has to end all the same, and no other may begin.

import { equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { init, isIdentityCenterError } from 'aws-sso-wasm';
import { inTime, never } from './stage.js';

/** A module that is nobody's but the package's. */
async function internal(name: string): Promise<Record<string, Function>> {
  return await import(new URL(`../../../node_modules/aws-sso-wasm/${name}`, import.meta.url).href);
}

test('a panic rejects every call in flight, and those that come', async () => {
  await init();
  const { call } = await internal('wasm/call.js');
  const { createInstance } = await internal('wasm/instance.js');
  const { createMemoryStore } = await internal('web/memory_store.js');
  const { createTimerClock } = await internal('web/timer_clock.js');
  let panic = (): void => undefined;
  // The glue of a core that does nothing but wait for its end.
  const glue = {
    onPanic: (listener: () => void) => {
      panic = listener;
    },
  };
  const wasm = new URL('../../../node_modules/aws-sso-wasm/core.wasm', import.meta.url);
  const instance: unknown = createInstance?.(
    glue,
    async () => undefined,
    () => wasm,
  );
  const ports = {
    client: { send: never },
    store: createMemoryStore?.(),
    clock: createTimerClock?.(),
  };
  await Object(instance).load();
  const calls = Array.from({ length: 3 }, () =>
    Promise.resolve(call?.({ instance, ports }, never)),
  );
  const settled = Promise.allSettled(calls);
  // The calls have reached the core.
  await new Promise((resolve) => setTimeout(resolve, 20));
  panic();
  for (const result of await inTime(settled)) {
    ok(result.status === 'rejected' && isIdentityCenterError(result.reason, 'ERR_INTERNAL'));
    match(result.reason.help ?? '', /again/);
  }
  let called = 0;
  const later = Promise.resolve(
    call?.({ instance, ports }, async () => {
      called += 1;
    }),
  );
  await rejects(inTime(later), { code: 'ERR_INTERNAL' });
  equal(called, 0);
});
