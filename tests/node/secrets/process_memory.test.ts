// The whole memory of a process after its sign-out, as a core dump would hold it: what of it is ours holds no secret. What
// JavaScript keeps is counted and told; nobody can promise that.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';
import { configText } from '../../hostile/watched_home.js';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';
import { temporaryFolder } from '../temporary_folder.js';

const CHILD = new URL('../children/sign_out.js', import.meta.url);
/** No mapping of a process this small is larger; what is larger is address space that nobody has written to. */
const LARGEST = 512 * 1024 * 1024;

/** What the process holds: the linear memory of the core, and everything else that can be written. */
interface Memory {
  readonly linear: Buffer;
  readonly rest: readonly Buffer[];
}

/** What the child tells of its linear memory. */
interface Told {
  readonly size: number;
  readonly digest: string;
}

async function memoryOf(pid: number | undefined, { size, digest }: Told): Promise<Memory> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const file = await open(`/proc/${pid}/mem`, 'r');
  const [linear, rest]: [Buffer[], Buffer[]] = [[], []];
  for (const line of maps.split('\n')) {
    const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (start === undefined || end === undefined) continue;
    const length = Number(`0x${end}`) - Number(`0x${start}`);
    if (length > LARGEST) continue;
    const bytes = Buffer.alloc(length);
    const found = await file.read(bytes, 0, length, Number(`0x${start}`)).catch(() => undefined);
    if (found === undefined) continue;
    const isLinear =
      length >= size &&
      createHash('sha256').update(bytes.subarray(0, size)).digest('hex') === digest;
    (isLinear ? linear : rest).push(bytes);
  }
  await file.close();
  const [only] = linear;
  ok(only && linear.length === 1, `${linear.length} mappings are the linear memory.`);
  return { linear: only, rest };
}

/** How often it is there, as strings of the engine and as the bytes that were sent. */
function times(words: string, places: readonly Buffer[]): number {
  let count = 0;
  for (const form of [Buffer.from(words), Buffer.from(words, 'utf16le')]) {
    for (const place of places) {
      for (let at = place.indexOf(form); at >= 0; at = place.indexOf(form, at + 1)) count += 1;
    }
  }
  return count;
}

/** A process that has signed in and out, and every secret that it was given. */
async function signedOut(
  t: TestContext,
): Promise<{ child: ChildProcess; secrets: IssuedSecrets; told: Told }> {
  const secrets = new IssuedSecrets();
  // Within the refresh window, so that the token is renewed.
  const sandbox = createSandbox({ consent: 'approve', lifetimes: { accessToken: 600 } });
  const server = await listen({ ...sandbox, fetch: secrets.watching(sandbox.fetch) });
  t.after(() => server.close());
  const home = await temporaryFolder(t);
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws/config'), configText(sandbox));
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', ...server.environment };
  const child = fork(CHILD, { env, execArgv: ['--expose-gc'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(() => [undefined]);
  const [told] = await Promise.race([once(child, 'message'), ended]);
  ok(told !== undefined, 'The process ended before its sign-out.');
  return { child, secrets, told };
}

const skip = process.platform !== 'linux' && 'There is no /proc here.';

test(
  'after a sign-out the core holds nothing; what JavaScript holds is told',
  { skip },
  async (t) => {
    const { child, secrets, told } = await signedOut(t);
    ok(secrets.size >= 15, `Only ${secrets.size} secrets were seen.`);
    const kept = `a string that is kept by ${child.pid}`;
    const look = async (now: Told): Promise<void> => {
      const { linear, rest } = await memoryOf(child.pid, now);
      equal(times(kept, [linear]), 0);
      ok(times(kept, rest) > 0, 'The search does not find what is there.');
      deepEqual(secrets.piecesIn('the linear memory', linear), []);
      const left = [...secrets].filter(([secret]) => times(secret, rest) > 0).map(([, it]) => it);
      const size = rest.reduce((sum, { length }) => sum + length, 0);
      const kinds = [...new Set(left)].map((it) => `${it} ${left.filter((i) => i === it).length}`);
      t.diagnostic(
        `0 pieces of ${secrets.size} secrets in the ${linear.length / 1024} KiB of the core; ` +
          `${left.length} in the other ${Math.round(size / 1024 / 1024)} MiB: ${kinds.join(', ')}`,
      );
    };
    await look(told);
    child.send('collect');
    await look((await once(child, 'message'))[0]);
  },
);
