// What a server sends without end costs no memory: in a process of its own, beside one that is answered truly.

import { equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox } from 'aws-sso-wasm/sandbox';
import { ANSWER_LIES } from './lying/answer_lies.js';
import { CONNECTION_LIES } from './lying/connection_lies.js';
import { startLying, type Tell, written } from './lying/server.js';

const CHILD = fileURLToPath(new URL('children/asks_once.js', import.meta.url));
const MOST_MIB = 40;

const LIES = [
  '100 MB, announced',
  'a body without length and without end',
  'chunks, and no last one',
  'headers without end',
  'one header without end',
  'a gzip bomb',
  '100,000 objects in each other',
];

interface Told {
  readonly outcome: string;
  /** In MiB. */
  readonly peak: number;
}

async function ask(t: TestContext, door: string, tell: Tell): Promise<Told> {
  const sandbox = createSandbox();
  const { startUrl } = sandbox;
  const server = await startLying(t, {
    about: 'RegisterClient',
    tell,
    sandbox,
    startUrl,
    trap: '',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, door, server.origin], {
    timeout: 60_000,
  });
  const { outcome, peak } = Object(JSON.parse(stdout));
  return { outcome, peak };
}

for (const door of ['node', 'fetch'] as const) {
  test(`what has no end costs no memory at the door "${door}"`, async (t) => {
    const truth = await ask(t, door, async ({ socket, honest }) => {
      socket.write(written(await honest()));
    });
    equal(truth.outcome, 'done');
    const peaks: string[] = [];
    for (const name of LIES) {
      const lie = [...CONNECTION_LIES, ...ANSWER_LIES].find((each) => each.name === name);
      ok(lie, name);
      const { outcome, peak } = await ask(t, door, lie.tell);
      equal(outcome, lie.verdict(door, 'RegisterClient').code, name);
      ok(peak <= truth.peak + MOST_MIB, `${name}: ${peak} MiB, the truth ${truth.peak} MiB`);
      peaks.push(`${name} ${peak}`);
    }
    t.diagnostic(`peak memory in MiB: the truth ${truth.peak}; ${peaks.join('; ')}`);
  });
}
