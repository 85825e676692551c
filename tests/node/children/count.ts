// Adds one to the number in a file, many times, each time under the lock; checks that nobody else is inside.

import { closeSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { createFileLocks } from '../../../node_modules/aws-sso-wasm/node/lock.js';
import { isAlive } from '../../../node_modules/aws-sso-wasm/node/process_identity.js';

const [document = '', times] = process.argv.slice(2);
const locks = createFileLocks(new AbortController().signal);
for (let time = 0; time < Number(times); time += 1) {
  const lock = await locks.acquire(document);
  enter();
  const before = Number(readFileSync(document, 'utf8'));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  lock.verify();
  // Not in place: whoever is killed here must not leave half of it.
  writeFileSync(`${document}.inside.next`, String(before + 1));
  renameSync(`${document}.inside.next`, document);
  unlinkSync(`${document}.inside`);
  lock.release();
}

function enter(): void {
  const inside = `${document}.inside`;
  try {
    const file = openSync(inside, 'wx');
    writeFileSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    const other = Number(readFileSync(inside, 'utf8'));
    // Who was killed inside has left its sign behind.
    if (other !== 0 && isAlive(other)) {
      console.error(`${process.pid} met ${other}.`);
      process.exit(9);
    }
    writeFileSync(inside, String(process.pid));
  }
}
