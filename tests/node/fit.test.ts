// Text cut to columns, by what a terminal shows and not by how it is stored.

import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { fit, fitEnd, width } from '../../node_modules/aws-sso-wasm/cli/fit.js';

test('width', () => {
  for (const [text, columns] of [
    ['', 0],
    ['plain', 5],
    ['Zu\u0308rich', 6],
    ['東京', 4],
    ['🗼', 2],
    ['👩‍👩‍👧', 2],
    ['قسم', 3],
  ] as const) {
    equal(width(text), columns, text);
  }
});

test('what does not fit loses its end, or its middle', () => {
  for (const [text, columns, endColumns, expected] of [
    ['abcdef', 6, 0, 'abcdef'],
    ['abcdef', 5, 0, 'abcd…'],
    ['abcdef', 1, 0, '…'],
    ['abcdef', 0, 0, ''],
    ['abcdef', -1, 0, ''],
    ['Zu\u0308rich', 3, 0, 'Zu\u0308…'],
    ['東京都', 5, 0, '東京…'],
    ['東京都', 4, 0, '東…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, 0, '👩‍👩‍👧…'],
    ['abcdefghijkl (12)', 15, 4, 'abcdefghij…(12)'],
    // Where the end would be all there is, the begin says more.
    ['abcdefghijkl (12)', 11, 4, 'abcdefghij…'],
    ['abcdefghi東京都', 12, 3, 'abcdefghi…都'],
  ] as const) {
    const shown = fit(text, columns, endColumns);
    equal(shown, expected);
    equal(width(shown) <= Math.max(0, columns), true);
  }
});

test('of what is typed the end is seen', () => {
  equal(fitEnd('abc', 3), 'abc');
  equal(fitEnd('abc', 2), 'bc');
  equal(fitEnd('a東', 1), '');
  equal(fitEnd('abc', 0), '');
});
