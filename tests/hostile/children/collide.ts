// Writes the same documents as others do, as often as it is told, each time with other bytes and another length.
//
// Arguments: the name of the writer, how often. Prints how many writes are done.

import { createHash } from 'node:crypto';
import { locateFiles } from '../../../node_modules/aws-sso-wasm/node/files.js';
import { createFileStore } from '../../../node_modules/aws-sso-wasm/node/store.js';

const [writer = '', count] = process.argv.slice(2);
const store = createFileStore(locateFiles(process.env));
const keys = [
  { kind: 'sso-cache', name: 'token.json' },
  { kind: 'cli-cache', name: 'role.json' },
] as const;
let written = 0;
for (let time = 0; time < Number(count); time += 1) {
  const padding = 'x'.repeat((time * 37) % 3000);
  const sum = createHash('sha1').update(`${writer} ${time} ${padding}`).digest('hex');
  const text = JSON.stringify({ writer, time, padding, sum });
  const key = keys[time % keys.length] ?? keys[0];
  await store.write(key, new TextEncoder().encode(text));
  written += 1;
}
console.log(written);
