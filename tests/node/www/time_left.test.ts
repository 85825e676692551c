// The time left, in words.

import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime, counted, shortTime, timeOfDay, wordyTime } from '../../../www/time_left.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('as a clock shows it, rounded up so that it is over at 0:00 and not before', () => {
  equal(clockTime(-5), '0:00');
  equal(clockTime(1), '0:01');
  equal(clockTime(59 * MINUTE + 6_001), '59:07');
  equal(clockTime(59 * MINUTE + 59_001), '1:00:00');
  equal(clockTime(7 * HOUR + 5 * MINUTE), '7:05:00');
  equal(clockTime(72 * HOUR), '3 days');
});

test('in round words, rounded down so that it promises nothing', () => {
  equal(wordyTime(59_999), 'less than a minute');
  equal(wordyTime(MINUTE), '1 minute');
  equal(wordyTime(HOUR + 5 * MINUTE), '1 hour 5 minutes');
  equal(wordyTime(2 * HOUR), '2 hours');
  equal(wordyTime(48 * HOUR), '2 days');
});

test('in little room', () => {
  equal(shortTime(10), '1 min');
  equal(shortTime(7 * HOUR + 59.9 * MINUTE), '7 h 59 min');
  equal(shortTime(HOUR), '1 h 00 min');
});

test('a time of another day says the day', () => {
  const now = new Date(2026, 10, 22, 23, 30);
  equal(/22|23/.test(timeOfDay(new Date(2026, 10, 22, 23, 45), now).replace(/23:|11:/, '')), false);
  equal(timeOfDay(new Date(2026, 10, 23, 0, 15), now).includes('23'), true);
});

test('numbers with the word for what is counted', () => {
  equal(counted(1, 'role'), '1 role');
  equal(counted(1982, 'role'), '1,982 roles');
});
