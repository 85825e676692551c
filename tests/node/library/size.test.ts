// What a page has to fetch: the bundled and minified browser entry and core.wasm, as Brotli sends them.

import { ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

/** What it should come to, in bytes. */
const BUDGET = 45 * 1_024;
/** What it must not exceed meanwhile. To be lowered with every byte that is saved. */
const LIMIT = 100 * 1_024;

const consumer = fileURLToPath(new URL('../../../', import.meta.url));

/** The bytes of a bundle of these lines, minified. */
async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: consumer },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

test('the browser entry does not grow', async (t) => {
  const script = brotliCompressSync(await bundle("export * from 'aws-sso-wasm/browser';")).length;
  const file = await readFile(new URL(import.meta.resolve('aws-sso-wasm/core.wasm')));
  const wasm = brotliCompressSync(file).length;
  const sum = script + wasm;
  t.diagnostic(`browser entry: ${script} + core.wasm: ${wasm} = ${sum} bytes; budget: ${BUDGET}`);
  ok(sum <= LIMIT, `${sum} bytes`);
});

test('who imports less gets less', async () => {
  const errors = await bundle("export { isIdentityCenterError } from 'aws-sso-wasm';");
  ok(errors.length < 1_000, `${errors.length} bytes`);
  const nothing = await bundle("import 'aws-sso-wasm'; import 'aws-sso-wasm/browser';");
  ok(nothing.length === 0, `${nothing.length} bytes`);
});
