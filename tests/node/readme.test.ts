// The examples of the READMEs are regions of files that are compiled and run: tests/examples.

import { deepEqual, ok } from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const examples = new URL('../examples/', import.meta.url);
/** The checkout, which `target/consumer` is in. */
const checkout = new URL('../../../../', import.meta.url);
const READMES = [
  new URL('../../node_modules/aws-sso-wasm/README.md', import.meta.url),
  new URL('README.md', checkout),
];

async function regions(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(examples, { recursive: true })) {
    if (!entry.endsWith('.ts') || entry.endsWith('.d.ts')) continue;
    const source = await readFile(new URL(entry.replaceAll('\\', '/'), examples), 'utf8');
    for (const [, region] of source.matchAll(/^\/\/ #region.*\n([^]*?)^\/\/ #endregion$/gm)) {
      if (region !== undefined) found.set(region, entry);
    }
  }
  return found;
}

test('every example of a README is a tested one, and every tested one is in a README', async () => {
  const tested = await regions();
  ok(tested.size > 0);
  const shown = new Set<string>();
  for (const readme of READMES) {
    const text = await readFile(readme, 'utf8');
    for (const [, block] of text.matchAll(/^```(?:ts|js|tsx|jsx|mjs|html)\n([^]*?)^```$/gm)) {
      if (block === undefined) continue;
      ok(
        tested.has(block),
        `No file of tests/examples has this one of ${readme.pathname}:\n${block}`,
      );
      shown.add(block);
    }
  }
  const unseen = [...tested].filter(([region]) => !shown.has(region)).map(([, file]) => file);
  deepEqual(unseen, []);
});
