// Servers that lie to the command: what the person reads, the exit code, and the memory it takes.
//
// HOSTILE_FULL=1 plays every lie of the library's matrix instead of a choice of them.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { createCertificateAuthority } from '../node/certificate_authority.js';
import { ANSWER_LIES } from './lying/answer_lies.js';
import { type Ran, runLiedTo } from './lying/command.js';
import { CONNECTION_LIES } from './lying/connection_lies.js';
import { OPERATIONS } from './lying/library.js';
import type { Lie } from './lying/lie.js';
import { secretsIn } from './lying/secrets.js';
import { type Operation, setTrap, written } from './lying/server.js';
import { inTurns } from './lying/turns.js';
import { bounds, judged, lists, type Verdict } from './lying/verdict.js';

/** What is played by default, at every operation. */
const CHOICE = [
  'reset before the answer',
  'a body shorter than Content-Length',
  '100 MB, announced',
  'a body without length and without end',
  'headers without end',
  'an SSH banner',
  'status 302 to another host',
  'status 307 to another host',
  'a web page with status 200',
  'a web page with status 403',
  'status 503 once',
  'status 429, Retry-After: 0',
  'half a body that says it is whole',
  'a gzip bomb',
  '100,000 objects in each other',
];

/** More than this over a truthful server no lie may cost, in MiB. */
const MEMORY_MIB = 40;

const EXIT_CODES: Readonly<Record<string, number>> = { ERR_SERVICE: 254, ERR_THROTTLED: 254 };

const TRUTH: Lie = {
  name: 'the truth',
  place: 'body',
  tell: async ({ socket, honest }) => void socket.write(written(await honest())),
  verdict: () => ({ requests: 1 }),
};

interface Cell {
  readonly operation: Operation;
  readonly lie: Lie;
}

function isPlayed({ operation, lie }: Cell, index: number): boolean {
  if (operation === 'start URL' && lie.place === 'body') return false;
  // Fifty refusals in a row take minutes of real time; the library's matrix has them.
  if (lists(operation) && lie.name.includes('429')) return false;
  if (process.env['HOSTILE_FULL'] === '1') return true;
  const slow = CONNECTION_LIES.filter((each) => each.isSlow === true);
  return lie.isSlow === true
    ? slow[index % slow.length] === lie || slow[(index + 1) % slow.length] === lie
    : CHOICE.includes(lie.name);
}

function* wrongs({ operation, lie }: Cell, ran: Ran, truth: Ran): Generator<string> {
  const verdict: Verdict = judged(lie.verdict('node', operation), operation, lie.place);
  if (ran.code === undefined) {
    yield `it had to be killed after ${Math.round(ran.milliseconds / 1000)} s`;
    return;
  }
  const code = verdict.code === undefined ? 0 : (EXIT_CODES[verdict.code] ?? 255);
  if (ran.code !== code) yield `exit code ${ran.code}, not ${code}: ${ran.stderr}`;
  const [least, most] = bounds(verdict);
  const requests = ran.server.count(operation);
  if (requests < least || requests > most) yield `${requests} requests`;
  if (verdict.code !== undefined) {
    if (!/^\naws-sso-wasm: \[ERROR\]: [^\n]+/.test(ran.stderr)) yield `it says ${ran.stderr}`;
    const said = ran.stderr.replaceAll('\n', ' ');
    if (!verdict.sentence?.test(said)) yield `it says ${ran.stderr}`;
    if (!verdict.help?.test(said)) yield `no next step: ${ran.stderr}`;
  }
  if (verdict.revoked === false && !/not confirm|could not|still/i.test(ran.stdout + ran.stderr)) {
    yield `it does not say that AWS has not confirmed it: ${ran.stdout}${ran.stderr}`;
  }
  const told = verdict.code === undefined ? ran.stderr : ran.stdout + ran.stderr;
  for (const secret of secretsIn(ran.server.heard)) {
    if (told.includes(secret)) yield `it tells ${secret}`;
  }
  if (ran.peak > truth.peak + MEMORY_MIB)
    yield `${ran.peak} MiB, where the truth takes ${truth.peak}`;
}

test('whatever a server says, the command tells the truth in time', async (t) => {
  const authority = createCertificateAuthority('The test');
  const trap = await setTrap(t);
  const operations = OPERATIONS.node;
  const truths = new Map<Operation, Ran>();
  const problems: string[] = [];
  let requests = 0;
  let longest = { milliseconds: 0, name: '' };
  let most = { over: 0, name: '' };

  const runCell = async ({ operation, lie }: Cell): Promise<Ran> => {
    const ends: (() => unknown)[] = [];
    const own = Object.create(t, { after: { value: (end: () => unknown) => ends.push(end) } });
    try {
      return await runLiedTo(own, { operation, tell: lie.tell, trap: trap.origin, authority });
    } finally {
      for (const end of ends.reverse()) await end();
    }
  };
  await inTurns(operations, 2, async (operation) => {
    const ran = await runCell({ operation, lie: TRUTH });
    truths.set(operation, ran);
    if (ran.code !== 0)
      problems.push(`${operation}, the truth: ${ran.code} ${ran.stdout} ${ran.stderr}`);
  });
  const cells = operations
    .flatMap((operation, index) =>
      [...CONNECTION_LIES, ...ANSWER_LIES]
        .map((lie) => ({ operation, lie, index }))
        .filter((cell) => isPlayed(cell, index)),
    )
    // Those that wait begin first.
    .sort((one, other) => Number(other.lie.isSlow ?? false) - Number(one.lie.isSlow ?? false));
  const play = async (cell: Cell): Promise<void> => {
    const ran = await runCell(cell);
    const name = `${cell.operation}, ${cell.lie.name}`;
    const truth = truths.get(cell.operation) ?? ran;
    requests += ran.server.heard.length;
    if (ran.milliseconds > longest.milliseconds) longest = { milliseconds: ran.milliseconds, name };
    if (ran.peak - truth.peak > most.over) most = { over: ran.peak - truth.peak, name };
    for (const problem of wrongs(cell, ran, truth)) problems.push(`${name}: ${problem}`);
  };
  const slow = cells.filter(({ lie }) => lie.isSlow === true);
  const rest = cells.filter(({ lie }) => lie.isSlow !== true);
  await Promise.all([inTurns(slow, 24, play), inTurns(rest, 3, play)]);
  t.diagnostic(
    `${cells.length} cells, ${requests} requests, ${trap.caught.length} followed redirects; the longest took ` +
      `${(longest.milliseconds / 1000).toFixed(1)} s (${longest.name}); at most ${most.over} MiB more than by a ` +
      `truthful server (${most.name})`,
  );
  for (const problem of problems) t.diagnostic(problem);
  deepEqual(trap.caught, []);
  ok(longest.milliseconds < 60_000);
  equal(problems.length, 0, `${problems.length} cells came out otherwise, see above.`);
});
