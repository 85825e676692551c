// Opens files until no more may be opened, then writes and locks a document, and prints the errors that this brings.
//
// Argument: the document. Runs under a low `ulimit -n`.

import { closeSync, openSync } from 'node:fs';
import { toIdentityCenterError } from '../../../node_modules/aws-sso-wasm/errors.js';
import * as atomicWrite from '../../../node_modules/aws-sso-wasm/node/atomic_write.js';
import { createNodeHost } from '../../../node_modules/aws-sso-wasm/node/host.js';

const [, , document = ''] = process.argv;
const host = createNodeHost({ environment: { HOME: '/nowhere', AWS_CONFIG_FILE: document } });
const config = { kind: 'config', name: '' } as const;
// What is loaded late has to be there before the last file is opened.
void atomicWrite.isTemporary('');
(await host.lock(config)).release();
const opened: number[] = [];
try {
  for (;;) opened.push(openSync('/dev/null', 'r'));
} catch {
  // That was the last one.
}
const failures: unknown[] = [];
for (const action of [() => host.lock(config), () => host.write(config, new Uint8Array(9))]) {
  try {
    await action();
  } catch (cause) {
    const { code, message, help } = toIdentityCenterError(cause);
    failures.push({ code, message, help });
  }
}
for (const file of opened) closeSync(file);
await host.write(config, new TextEncoder().encode('new'));
console.log(JSON.stringify(failures));
