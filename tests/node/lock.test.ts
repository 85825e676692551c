// Locks between real processes: one at a time, and no lock outlives its owner for long.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isIdentityCenterError } from '../../node_modules/aws-sso-wasm/errors.js';
import { createNodeHost } from '../../node_modules/aws-sso-wasm/node/host.js';
import { createFileLocks, type FileLocks } from '../../node_modules/aws-sso-wasm/node/lock.js';
import { thisProcess } from '../../node_modules/aws-sso-wasm/node/process_identity.js';
import { refusal } from './refusal.js';
import { temporaryFolder } from './temporary_folder.js';

const NONCE = 'ab'.repeat(16);

interface Setting {
  readonly folder: string;
  readonly document: string;
  readonly lockFile: string;
  readonly locks: FileLocks;
}

async function setting(t: TestContext): Promise<Setting> {
  const folder = await temporaryFolder(t);
  const stop = new AbortController();
  t.after(() => stop.abort());
  const document = join(folder, 'token.json');
  return { folder, document, lockFile: `${document}.lock`, locks: createFileLocks(stop.signal) };
}

/** Starts a process that holds the lock. */
async function holder(t: TestContext, document: string): Promise<ChildProcess> {
  const child = fork(new URL('children/hold.js', import.meta.url), [document], {
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [message] = await once(child, 'message');
  equal(message, 'held');
  return child;
}

/** How long that takes, in milliseconds. */
async function duration(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

test('a lock is a file beside the document, signed, and gone after the release', async (t) => {
  const { folder, document, lockFile, locks } = await setting(t);
  const lock = await locks.acquire(document);
  const { nonce, pid } = JSON.parse(await readFile(lockFile, 'utf8')) as Record<string, unknown>;
  match(String(nonce), /^[0-9a-f]{32}$/);
  equal(pid, process.pid);
  equal((await stat(lockFile)).mode & 0o777, 0o600);
  lock.verify();
  lock.release();
  lock.release();
  deepEqual(await readdir(folder), []);
});

test('within a process all get their turn in order', async (t) => {
  const { document, locks } = await setting(t);
  const order: number[] = [];
  let inside = 0;
  const turns = [0, 1, 2, 3, 4].map(async (turn) => {
    const lock = await locks.acquire(document);
    inside += 1;
    equal(inside, 1);
    order.push(turn);
    await pause(5);
    inside -= 1;
    lock.release();
  });
  await Promise.all(turns);
  deepEqual([...order].sort(), [0, 1, 2, 3, 4]);
});

test('two documents do not wait for each other', async (t) => {
  const { document, locks } = await setting(t);
  const one = await locks.acquire(document);
  const other = await locks.acquire(`${document}.other`);
  one.release();
  other.release();
});

test('whoever reaches the document by a link waits for the same lock', async (t) => {
  const { folder, document, locks } = await setting(t);
  await writeFile(document, '');
  await symlink('token.json', join(folder, 'link.json'));
  const lock = await locks.acquire(document);
  let got = false;
  const other = locks.acquire(join(folder, 'link.json')).then((theirs) => {
    got = true;
    theirs.release();
  });
  await pause(100);
  equal(got, false);
  lock.release();
  await other;
});

test('another process waits until the release', async (t) => {
  const { document, locks } = await setting(t);
  const child = await holder(t, document);
  let got = false;
  const mine = locks.acquire(document).then((lock) => {
    got = true;
    return lock;
  });
  await pause(1500);
  equal(got, false);
  child.send('release');
  (await mine).release();
});

for (const order of ['exit', 'throw']) {
  test(`a process that ends by ${order} lets go of its locks`, async (t) => {
    const { document, lockFile } = await setting(t);
    const child = await holder(t, document);
    child.send(order);
    await once(child, 'exit');
    equal(existsSync(lockFile), false);
  });
}

test('the lock of a killed process is passed over at once', async (t) => {
  const { folder, document, locks } = await setting(t);
  const child = await holder(t, document);
  const waited = await duration(async () => {
    const mine = locks.acquire(document);
    child.kill('SIGKILL');
    (await mine).release();
  });
  ok(waited < 1000, `It took ${waited} ms.`);
  deepEqual(await readdir(folder), []);
});

test(
  'a process number that was given away again deceives nobody',
  { skip: process.platform !== 'linux' && 'Only Linux tells when a process started.' },
  async (t) => {
    const { document, lockFile, locks } = await setting(t);
    await writeFile(lockFile, JSON.stringify({ ...thisProcess(), start: '1', nonce: NONCE }));
    const waited = await duration(async () => (await locks.acquire(document)).release());
    ok(waited < 500, `It took ${waited} ms.`);
  },
);

test('a claim that its maker did not live to use is passed over', async (t) => {
  const { folder, document, lockFile, locks } = await setting(t);
  const dead = JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1, nonce: NONCE });
  await writeFile(lockFile, dead);
  await writeFile(`${lockFile}.break.${NONCE}`, dead.replace(NONCE, 'cd'.repeat(16)));
  const waited = await duration(async () => (await locks.acquire(document)).release());
  ok(waited < 500, `It took ${waited} ms.`);
  deepEqual(await readdir(folder), []);
});

describe('owners that show no life', { concurrency: true }, () => {
  test('owners that cannot be seen are given five seconds without a sign of life', async (t) => {
    const elsewhere = JSON.stringify({ pid: 1, machine: 'elsewhere', start: '1', nonce: NONCE });
    const waits = [elsewhere, '', 'not ours', '{"nonce": "../../x", "pid": 1}'].map(
      async (content) => {
        const { folder, document, lockFile, locks } = await setting(t);
        await writeFile(lockFile, content);
        // Neither a clock that is behind nor one that is ahead matters.
        await utimes(lockFile, new Date(0), new Date('2100-01-01'));
        const waited = await duration(async () => (await locks.acquire(document)).release());
        ok(waited > 4500 && waited < 8000, `It took ${waited} ms.`);
        deepEqual(await readdir(folder), []);
      },
    );
    await Promise.all(waits);
  });

  test('owners that cannot be seen keep their lock as long as they touch it', async (t) => {
    const { document, lockFile, locks } = await setting(t);
    await writeFile(lockFile, JSON.stringify({ pid: 1, machine: 'x', start: '1', nonce: NONCE }));
    let got = false;
    const mine = locks.acquire(document).then((lock) => {
      got = true;
      return lock;
    });
    for (let beat = 0; beat < 7; beat += 1) {
      await pause(1000);
      equal(got, false, `It was taken over after ${beat} beats.`);
      await utimes(lockFile, new Date(beat), new Date(beat));
    }
    const waited = await duration(async () => (await mine).release());
    ok(waited > 4500 && waited < 8000, `It took ${waited} ms.`);
  });

  test('a holder shows life every second', async (t) => {
    const { document, lockFile, locks } = await setting(t);
    const lock = await locks.acquire(document);
    const first = (await stat(lockFile)).mtimeMs;
    await pause(1200);
    ok((await stat(lockFile)).mtimeMs > first);
    lock.release();
  });

  test('a stopped process keeps its lock for a while, and goes on with it', async (t) => {
    const { document, locks } = await setting(t);
    const child = await holder(t, document);
    child.kill('SIGSTOP');
    let got = false;
    const mine = locks.acquire(document).then((lock) => {
      got = true;
      return lock;
    });
    await pause(6500);
    equal(got, false);
    child.kill('SIGCONT');
    child.send('verify');
    equal((await once(child, 'message'))[0], 'verified');
    child.send('release');
    (await mine).release();
  });
});

test('a process stopped for too long loses its lock, notices, and leaves the new one alone', async (t) => {
  const { document, lockFile } = await setting(t);
  const child = await holder(t, document);
  child.kill('SIGSTOP');
  const impatient = createFileLocks(new AbortController().signal, { unknown: 500, running: 1000 });
  const lock = await impatient.acquire(document);
  child.kill('SIGCONT');
  child.send('verify');
  equal((await once(child, 'exit'))[0] === 0, false);
  lock.verify();
  ok(existsSync(lockFile));
  lock.release();
});

test('a host does not write what it no longer holds', async (t) => {
  const { folder } = await setting(t);
  const host = createNodeHost({ environment: { HOME: folder } });
  const key = { kind: 'sso-cache', name: 'token.json' } as const;
  const lock = await host.lock(key);
  await host.write(key, new TextEncoder().encode('{"mine": 1}'));
  const file = join(host.locations.ssoCache, 'token.json');
  await writeFile(`${file}.lock`, JSON.stringify({ ...thisProcess(), nonce: NONCE }));
  await rejects(host.write(key, new TextEncoder().encode('{"mine": 2}')), {
    code: 'ERR_STORE',
    message: /is not held any more/,
  });
  equal(readFileSync(file, 'utf8'), '{"mine": 1}');
  lock.release();
  ok(existsSync(`${file}.lock`));
  deepEqual(await host.list('sso-cache'), ['token.json']);
  // Who holds nothing writes as any other program does.
  await host.write(key, new TextEncoder().encode('{"mine": 3}'));
});

test('a wait can be given up, in the line of a process and for another process', async (t) => {
  const { document } = await setting(t);
  const child = await holder(t, document);
  const stop = new AbortController();
  const locks = createFileLocks(stop.signal);
  const waits = [locks.acquire(document), locks.acquire(document), locks.acquire(document)];
  const results = Promise.allSettled(waits);
  await pause(200);
  const waited = await duration(async () => {
    stop.abort();
    for (const result of await results) {
      ok(result.status === 'rejected' && isIdentityCenterError(result.reason, 'ERR_ABORTED'));
    }
  });
  ok(waited < 200, `It took ${waited} ms.`);
  await rejects(locks.acquire(document), { code: 'ERR_ABORTED' });
  child.send('release');
});

test('a folder that cannot be written is told as read-only', async (t) => {
  const { folder } = await setting(t);
  await mkdir(join(folder, 'sub'));
  await chmod(folder, 0o755);
  const { message, file } = await refusal('lock', join(folder, 'sub/token.json'));
  match(message, /could not be locked: permission denied/);
  equal(file?.readOnly, true);
});

test('50 processes that each add one lose none', { timeout: 180_000 }, async (t) => {
  const { folder, document } = await setting(t);
  await writeFile(document, '0');
  const children = Array.from({ length: 50 }, () => counter(document, 2));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  deepEqual(new Set(codes), new Set([0]));
  equal(await readFile(document, 'utf8'), '100');
  deepEqual(await readdir(folder), ['token.json']);
});

test('whoever is killed inside, never are two inside', { timeout: 180_000 }, async (t) => {
  const { folder, document, lockFile, locks } = await setting(t);
  await writeFile(document, '0');
  const children = Array.from({ length: 12 }, () => counter(document, 30));
  let running = children.length;
  const ends = children.map(async (child) => {
    const [code, signal] = await once(child, 'exit');
    running -= 1;
    return String(signal ?? code);
  });
  for (let killed = 0; killed < 6 && running > 0;) {
    await pause(100);
    const owner = ownerOf(lockFile);
    if (children.find(({ pid }) => pid === owner)?.kill('SIGKILL')) killed += 1;
  }
  const outcomes = await Promise.all(ends);
  deepEqual(new Set(outcomes), new Set(['0', 'SIGKILL']));
  const whole = outcomes.filter((outcome) => outcome === '0').length;
  ok(Number(await readFile(document, 'utf8')) >= whole * 30);
  // The last one killed may have had nobody behind it.
  (await locks.acquire(document)).release();
  deepEqual(
    (await readdir(folder)).filter((name) => !/\.inside|\.break\./.test(name)),
    ['token.json'],
  );
});

function counter(document: string, times: number): ChildProcess {
  return fork(new URL('children/count.js', import.meta.url), [document, String(times)]);
}

function ownerOf(lockFile: string): unknown {
  try {
    return Object(JSON.parse(readFileSync(lockFile, 'utf8'))).pid;
  } catch {
    return undefined;
  }
}

test('many hosts with a lock each listen to the end of the process once', async (t) => {
  const folder = await temporaryFolder(t);
  const before = process.listenerCount('exit');
  const { signal } = new AbortController();
  const locks = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      createFileLocks(signal).acquire(join(folder, `token-${index}.json`)),
    ),
  );
  equal(process.listenerCount('exit'), before + 1);
  for (const lock of locks) lock.release();
  equal(process.listenerCount('exit'), before);
  deepEqual(await readdir(folder), []);
});
