// What the page's search finds.

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { matchingRoles, searchEntry, searchWords } from '../../../www/account_search.js';

const ENTRY = searchEntry({
  accountId: '111122223333',
  accountName: 'Zürich Payments <prod>',
  emailAddress: 'aws+pay@example.com',
  roleNames: ['AdministratorAccess', 'ReadOnly', 'PaymentsAdmin'],
});

const find = (query: string): readonly number[] | undefined =>
  matchingRoles(ENTRY, searchWords(query));

test('words of the account show all its roles', () => {
  for (const query of [
    '',
    ' ',
    'pay',
    'ZURICH',
    'zürich',
    '<prod>',
    '1111',
    'aws+pay',
    'example zurich',
  ]) {
    deepEqual(find(query), [0, 1, 2], query);
  }
});

test('an account number may be typed in groups', () => {
  for (const query of ['1111-2222-3333', '1111 2222 3333', '111122223333']) {
    deepEqual(find(query), [0, 1, 2], query);
  }
  equal(find('1111-2222-3334'), undefined);
});

test('words of a role show that role alone', () => {
  deepEqual(find('readonly'), [1]);
  deepEqual(find('admin'), [0, 2]);
  deepEqual(find('zurich admin'), [0, 2]);
  deepEqual(find('only read'), [1]);
});

test('a word that is in neither shows nothing', () => {
  equal(find('zurich nobody'), undefined);
  equal(find('readonly administrator'), undefined);
});

test('an account without roles, name or mail is found by its number', () => {
  const bare = searchEntry({ accountId: '444455556666', roleNames: [] });
  deepEqual(matchingRoles(bare, searchWords('4444')), []);
  equal(matchingRoles(bare, searchWords('admin')), undefined);
});
