// What a page has to fetch: the bundled and minified browser entry and core.wasm, as Brotli sends them.

import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { bundle, entrySize } from '../../../benches/entry_sizes.js';

/** What it should come to, in bytes. */
const BUDGET = 45 * 1_024;
/** What it must not exceed meanwhile. To be lowered with every byte that is saved. */
const LIMIT = 89_500;

test('the browser entry does not grow', async (t) => {
  const { script, wasm, sum } = await entrySize('aws-sso-wasm/browser');
  t.diagnostic(
    `browser entry: ${script.brotli} + core.wasm: ${wasm?.brotli} = ${sum.brotli} bytes; budget: ${BUDGET}`,
  );
  ok(sum.brotli <= LIMIT, `${sum.brotli} bytes`);
});

test('who imports less gets less', async () => {
  const { bytes: errors } = await bundle("export { isIdentityCenterError } from 'aws-sso-wasm';");
  ok(errors.length < 1_000, `${errors.length} bytes`);
  const { bytes: nothing } = await bundle("import 'aws-sso-wasm'; import 'aws-sso-wasm/browser';");
  ok(nothing.length === 0, `${nothing.length} bytes`);
});
