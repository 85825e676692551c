// Preloaded with `node --import`: a clock that is wrong by CLOCK_OFFSET milliseconds, and from its CLOCK_AT-th reading on by
// CLOCK_STEP milliseconds more. Ends with a line on stderr that tells how often it was read.

import { writeSync } from 'node:fs';

const now = Date.now.bind(Date);
const { CLOCK_OFFSET = '0', CLOCK_STEP = '0', CLOCK_AT = 'Infinity' } = process.env;
let reads = 0;

Date.now = (): number => {
  reads += 1;
  return now() + Number(CLOCK_OFFSET) + (reads >= Number(CLOCK_AT) ? Number(CLOCK_STEP) : 0);
};

process.on('exit', () => writeSync(2, `clock read ${reads} times\n`));
