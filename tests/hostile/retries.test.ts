// Retries: how many there are, and that many programs that fail together do not come back together.

import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { createIdentityCenter, isIdentityCenterError } from 'aws-sso-wasm';
import { createVirtualClock, REDIRECT_URI } from '../node/library/stage.js';

const PROGRAMS = 400;

test('of many programs that fail together each comes back twice, at its own time', async (t) => {
  const first: number[] = [];
  const second: number[] = [];
  let requests = 0;
  for (let program = 0; program < PROGRAMS; program += 1) {
    const waits: number[] = [];
    const virtual = createVirtualClock();
    const clock = {
      now: virtual.now,
      sleep(milliseconds: number, signal?: AbortSignal) {
        waits.push(milliseconds);
        return virtual.sleep(milliseconds, signal);
      },
    };
    const session = createIdentityCenter({
      clock,
      fetch: async () => {
        requests += 1;
        return new Response('', { status: [500, 502, 503, 504, 429][program % 5] ?? 500 });
      },
    }).session({ startUrl: 'https://d-1234567890.awsapps.com/start', region: 'us-east-1' });
    const error: unknown = await session
      .beginSignIn({ redirectUri: REDIRECT_URI })
      .catch((raised: unknown) => raised);
    ok(isIdentityCenterError(error, 'ERR_SERVICE'));
    equal(waits.length, 2);
    first.push(waits[0] ?? NaN);
    second.push(waits[1] ?? NaN);
  }
  equal(requests, 3 * PROGRAMS);
  for (const [waits, ceiling] of [
    [first, 1_000],
    [second, 2_000],
  ] as const) {
    // Even between nothing and the ceiling: "full jitter".
    ok(waits.every((wait) => wait >= 0 && wait < ceiling));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    const quarters = [0, 1, 2, 3].map(
      (quarter) => waits.filter((wait) => Math.floor((wait / ceiling) * 4) === quarter).length,
    );
    t.diagnostic(
      `waits below ${ceiling} ms: mean ${mean.toFixed(0)} ms, ${new Set(waits).size} of ${PROGRAMS} different, by quarters ${quarters.join(' ')}`,
    );
    // Chance would go beyond these once in a billion runs.
    ok(Math.abs(mean / ceiling - 0.5) < 0.09, `mean ${mean}`);
    for (const count of quarters)
      ok(count > PROGRAMS / 4 - 55 && count < PROGRAMS / 4 + 55, `${count}`);
    ok(new Set(waits).size > PROGRAMS / 2);
  }
});
