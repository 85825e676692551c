// Takes a lock, says so, and keeps it until told otherwise: "release", "exit", "throw" or "verify".

import { createFileLocks } from '../../../node_modules/aws-sso-wasm/node/lock.js';

const [document = ''] = process.argv.slice(2);
const lock = await createFileLocks(new AbortController().signal).acquire(document);
process.send?.('held');
process.on('message', (order) => {
  switch (order) {
    case 'release':
      lock.release();
      process.disconnect();
      break;
    case 'exit':
      process.exit(3);
      break;
    case 'throw':
      throw new Error('a defect');
    case 'verify':
      lock.verify();
      process.send?.('verified');
  }
});
