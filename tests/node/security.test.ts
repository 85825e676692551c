// Each promise of SECURITY.md names the tests that hold it, by file and title, and they are there.

import { deepEqual, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/** The checkout, which `target/consumer` is in. */
const checkout = new URL('../../../../', import.meta.url);

/** Gives the text of a file of the checkout; rejects if there is none. */
type Read = (file: string) => Promise<string>;

const read: Read = (file) => readFile(new URL(file, checkout), 'utf8');

/** The titles of the tests of a file, with … for what differs from case to case. */
function titles(file: string, source: string): ReadonlySet<string> {
  const found = file.endsWith('.rs')
    ? [
        ...source.matchAll(/#\[test\]\s+fn (\w+)\(/g),
        // The ring supply tells of its checks under these names.
        ...source.matchAll(/\btell\(\s*(?:&format!\()?"([^"]+)"/g),
      ].map(([, title = '']) => title.replaceAll(/\{[^}]*\}/g, '…'))
    : [...source.matchAll(/\b(?:test|browserTest)\(\s*(['"`])(.*?)\1\s*,/g)].map(
        ([, quote, title = '']) =>
          quote === '`'
            ? title.replaceAll(/\$\{[^}]*\}/g, '…')
            : title.replaceAll(`\\${quote}`, `${quote}`),
      );
  return new Set(found);
}

/** What is wrong with the promises of this text: those without a test, and tests that are nowhere. */
async function complaints(security: string, read: Read): Promise<readonly string[]> {
  const [, promised = ''] = /^## What is promised\n([^]*?)^## /m.exec(security) ?? [];
  const promises = promised.split(/^- /m).slice(1);
  const found = promises.length === 0 ? ['Nothing is promised.'] : [];
  for (const promise of promises) {
    const [, name = promise] = /^\*\*([^*]+)\*\*/.exec(promise) ?? [];
    const [, ...holders] = promise.split(/^ {2}- /m);
    if (holders.length === 0) found.push(`${name} has no test.`);
    for (const holder of holders) {
      const [, file = ''] = /^`([^`]+)`:\s/.exec(holder) ?? [];
      const named = [...holder.matchAll(/“([^”]+)”/g)].map(([, title = '']) =>
        title.replaceAll(/\s+/g, ' '),
      );
      const there = await read(file).then(
        (source) => titles(file, source),
        () => new Set<string>(),
      );
      if (named.length === 0) found.push(`${name} names no test of ${file}.`);
      found.push(
        ...named.filter((title) => !there.has(title)).map((title) => `${file} has no “${title}”.`),
      );
    }
  }
  return found;
}

test('each promise of SECURITY.md names the tests that hold it, and they are there', async () => {
  deepEqual(await complaints(await read('SECURITY.md'), read), []);
});

test('a promise without a test and a test that is nowhere would be told', async () => {
  const source = "test('it holds', () => {});\n  test(`${door} holds`, options, () => {});\n";
  const readOne: Read = async (file) => {
    ok(file === 'a.test.ts');
    return source;
  };
  const told = async (...lines: readonly string[]): Promise<readonly string[]> =>
    complaints(`## What is promised\n\n${lines.join('\n')}\n\n## What is not\n`, readOne);
  deepEqual(await told('- **One.** Yes.', '  - `a.test.ts`: “it\n    holds”, “… holds”'), []);
  deepEqual(await told('- **One.** Yes.'), ['One. has no test.']);
  deepEqual(await told('- **One.**', '  - `a.test.ts`: “it hol”'), ['a.test.ts has no “it hol”.']);
  deepEqual(await told('- **One.**', '  - `b.test.ts`: “it holds”'), [
    'b.test.ts has no “it holds”.',
  ]);
  deepEqual(await told('- **One.**', '  - `a.test.ts`'), ['One. names no test of .']);
  deepEqual(await told(), ['Nothing is promised.']);
});
