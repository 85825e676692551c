// Signs in, uses the session, renews its token and signs out, as a program with the library does; then stays, so that its memory
// can be looked at. Tells its parent what the linear memory of the core is: its size and its SHA-256.
//
// Runs with --expose-gc; "collect" makes the engine collect what nothing refers to, and has the same told again.

import { createHash } from 'node:crypto';
import { sessionFromConfig, signIn } from 'aws-sso-wasm/node';
import { visit } from '../sandbox_home.js';
import { watchCores } from './core_memory.js';

/** A string of the engine's heap, which must be found there: put together here, so that no file holds it. */
const kept = new Set([['a string', 'that is', `kept by ${process.pid}`].join(' ')]);

/** What the linear memory of the one core of the library holds. */
let linearMemory = (): Uint8Array => new Uint8Array();
watchCores((read) => {
  linearMemory = read;
});

function tell(): void {
  const bytes = linearMemory();
  const digest = createHash('sha256').update(bytes).digest('hex');
  process.send?.({ size: bytes.length, digest, kept: kept.size });
}

const session = await sessionFromConfig({ ssoSession: 'work' });
await signIn(session, { openUrl: visit });
await session.accessToken();
for await (const { accountId } of session.accounts()) {
  for await (const { roleName } of session.roles(accountId)) {
    await session.roleCredentials({ accountId, roleName });
  }
}
await session.signOut();
tell();
process.on('message', () => {
  Reflect.get(globalThis, 'gc')?.();
  // What was collected gives back what the core kept for it, a turn later.
  setTimeout(tell, 200);
});
