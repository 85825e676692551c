// Servers that lie: every operation, every lie, through every door of the library. Each cell has one outcome that is right.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { init, isIdentityCenterError } from 'aws-sso-wasm';
import { createCertificateAuthority } from '../node/certificate_authority.js';
import { temporaryFolder } from '../node/temporary_folder.js';
import { ANSWER_LIES } from './lying/answer_lies.js';
import { CONNECTION_LIES } from './lying/connection_lies.js';
import { OPERATIONS, setLyingStage, waitsReally } from './lying/library.js';
import type { Lie } from './lying/lie.js';
import { memberLies } from './lying/member_lies.js';
import { inTurns } from './lying/turns.js';
import { secretsIn } from './lying/secrets.js';
import { type Operation, setTrap } from './lying/server.js';
import { bounds, type Door, judged } from './lying/verdict.js';

/** What an exchange may take where it takes all that it may; on a busy machine the request needs a part of it to arrive. */
const SHORT_MILLISECONDS = 2_000;
/** Longer than any other exchange takes. */
const LONG_MILLISECONDS = 20_000;
/** No cell may take longer: three exchanges of the default limit, and the waits between them. */
const PATIENCE_MILLISECONDS = 60_000;

interface Cell {
  readonly door: Door;
  readonly operation: Operation;
  readonly lie: Lie;
}

function cellsOf(door: Door): readonly Cell[] {
  return OPERATIONS[door].flatMap((operation) =>
    [...CONNECTION_LIES, ...ANSWER_LIES, ...(door === 'relay' ? [] : memberLies(operation))]
      // The question where a start URL leads is HEAD, which has no body to lie in.
      .filter(({ place }) => operation !== 'start URL' || place !== 'body')
      .map((lie) => ({ door, operation, lie })),
  );
}

async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Error('It hangs.')), PATIENCE_MILLISECONDS);
  });
  try {
    return await Promise.race([call(), hang]);
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}

/** What is wrong with what came of it. */
function* wrongs(
  { lie, operation, door }: Cell,
  result: unknown,
  requests: number,
  waits: readonly number[],
  secrets: readonly string[],
): Generator<string> {
  const general = lie.verdict(door, operation);
  const verdict = judged(general, operation, lie.place);
  const [least, most] = bounds(verdict);
  if (requests < least || requests > most) yield `${requests} requests`;
  const attemptsWaited = waits.slice(0, 2);
  if (verdict.wait !== undefined && verdict.code === 'ERR_SERVICE') {
    if (attemptsWaited.some((wait) => wait !== verdict.wait)) yield `it waited ${waits.join(', ')}`;
  }
  if (result instanceof Error) {
    if (!isIdentityCenterError(result)) {
      yield `it threw ${String(result)}`;
      return;
    }
    if (result.code !== verdict.code) yield `${result.code}: ${result.message}`;
    else if (!verdict.sentence?.test(result.message)) yield `it says: ${result.message}`;
    else if (!verdict.help?.test(result.help ?? '')) yield `the next step is: ${result.help}`;
    if (verdict.status !== undefined && result.fault?.status !== verdict.status) {
      yield `the status is ${result.fault?.status}`;
    }
    // Of a start URL it speaks with the AWS CLI's words.
    const isOurs = result.code !== 'ERR_SERVICE' && operation !== 'start URL';
    if (isOurs && !/^[^\n]*\.$/.test(result.message)) {
      yield `no sentence: ${result.message}`;
    }
    const told = [
      JSON.stringify(result),
      inspect(result, { depth: 8, showHidden: true }),
      result.stack,
    ].join('\n');
    for (const secret of secrets) if (told.includes(secret)) yield `it tells ${secret}`;
  } else if (verdict.code !== undefined) {
    yield `it came to ${inspect(result)}`;
  } else if (operation === 'Logout' && Object(result).revoked !== verdict.revoked) {
    yield `it says revoked: ${Object(result).revoked}`;
  }
}

const SUITE = 'whatever a server says, the library tells the truth in time';

// Side by side: most of the time is waited for.
describe(SUITE, { concurrency: true }, () => {
  for (const door of ['node', 'fetch', 'relay'] as const) {
    test(`at the door "${door}"`, async (t: TestContext) => {
      await init();
      const authority = createCertificateAuthority('The test');
      const folder = await temporaryFolder(t);
      const caBundle = join(folder, 'authority.pem');
      await writeFile(caBundle, authority.cert);
      const trap = await setTrap(t);
      const cells = cellsOf(door);
      const problems: string[] = [];
      let requests = 0;
      let longest = { milliseconds: 0, name: '' };
      let asleep = 0;

      const play = async (cell: Cell): Promise<void> => {
        const { operation, lie } = cell;
        const ends: (() => void)[] = [];
        const own = Object.create(t, { after: { value: (end: () => void) => ends.push(end) } });
        const stage = await setLyingStage(own, {
          operation,
          door,
          tell: lie.tell,
          trap: trap.origin,
          timeoutMilliseconds: lie.isSlow === true ? SHORT_MILLISECONDS : LONG_MILLISECONDS,
          authority,
          caBundle,
        });
        const began = performance.now();
        const result = await outcomeOf(stage.call);
        const milliseconds = performance.now() - began;
        const asked = stage.server.count(operation);
        requests += stage.server.heard.length;
        asleep = Math.max(asleep, ...stage.waits);
        const name = `${operation}, ${lie.name}`;
        if (milliseconds > longest.milliseconds) longest = { milliseconds, name };
        const secrets = secretsIn(stage.server.heard);
        for (const problem of wrongs(cell, result, asked, stage.waits, secrets)) {
          problems.push(`${name}: ${problem}`);
        }
        for (const end of ends.reverse()) end();
      };
      // Those that wait in real time begin first.
      const sorted = [...cells].sort(
        (one, other) => Number(waitsReally(other.operation)) - Number(waitsReally(one.operation)),
      );
      await inTurns(sorted, 24, (cell) =>
        play(cell).catch((error: unknown) => {
          problems.push(
            `${cell.operation}, ${cell.lie.name}: it could not be played: ${String(error)}`,
          );
        }),
      );
      t.diagnostic(
        `${cells.length} cells, ${requests} requests, ${trap.caught.length} followed redirects; the longest took ` +
          `${(longest.milliseconds / 1000).toFixed(1)} s (${longest.name}), the longest sleep ${asleep / 1000} s.`,
      );
      for (const problem of problems) t.diagnostic(problem);
      deepEqual(trap.caught, []);
      ok(longest.milliseconds < PATIENCE_MILLISECONDS);
      // No sleep is longer than a device code lives.
      ok(asleep <= 600_000, `it slept ${asleep} ms`);
      equal(problems.length, 0, `${problems.length} cells came out otherwise, see above.`);
    });
  }
});
