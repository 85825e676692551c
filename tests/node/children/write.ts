// Writes the same document again and again, each time with another length.

import { locateFiles } from '../../../node_modules/aws-sso-wasm/node/files.js';
import { createFileStore } from '../../../node_modules/aws-sso-wasm/node/store.js';

const [name, times] = process.argv.slice(2);
const store = createFileStore(locateFiles(process.env));
for (let time = 0; time < Number(times); time += 1) {
  const text = JSON.stringify({ writer: name, padding: 'x'.repeat((time * 37) % 3000) });
  await store.write({ kind: 'sso-cache', name: 'token.json' }, new TextEncoder().encode(text));
}
