// The programs that the benchmark runs, once each.

import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

function bench(program: string): string {
  return fileURLToPath(new URL(`../../benches/${program}`, import.meta.url));
}

interface Stage {
  readonly environment: Readonly<Record<string, string>>;
  /** The requests since it was last asked. */
  requests(): Promise<Record<string, unknown>>;
}

async function stage(t: TestContext, options: object = {}): Promise<Stage> {
  const child = spawn(process.execPath, [bench('stage.js'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.stdin.end());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<Record<string, unknown>> =>
    JSON.parse(String((await lines.next()).value));
  const { environment } = await line();
  return {
    environment: Object(environment),
    requests: () => {
      child.stdin.write('\n');
      return line();
    },
  };
}

test('the programs of the section start give what they should', async (t) => {
  const { environment, requests } = await stage(t);
  const prints = async (program: string): Promise<Record<string, unknown>> =>
    JSON.parse((await run(process.execPath, [bench(program)], { env: environment })).stdout);
  for (const who of ['library', 'sdk']) {
    match(String((await prints(`start/${who}_credentials.js`))['accessKeyId']), /^ASIA/);
    match(String((await prints(`start/${who}_identity.js`))['Arn']), /:assumed-role\//);
  }
  equal((await run(process.execPath, [bench('start/one_line.js')])).stdout, 'done\n');
  // Ours asked for role credentials once, the AWS SDK twice.
  deepEqual(await requests(), { requests: 5, refreshes: 0, roleCredentials: 3, throttled: 0 });
});

test('the programs of the section listing list everything', async (t) => {
  const { environment } = await stage(t, { accounts: 3, roles: 2 });
  for (const [program, ...rest] of [['library.js'], ['sdk.js', '1'], ['sdk.js', '10']]) {
    const words = [bench(`listing/${program}`), ...rest];
    const { stdout } = await run(process.execPath, words, { env: environment });
    const { seconds, ...found } = JSON.parse(stdout);
    deepEqual(found, { accounts: 3, roles: 6, throttled: 0 });
    equal(seconds > 0, true);
  }
});

test('the programs of the section config read and list', async (t) => {
  const { environment } = await stage(t);
  const prints = async (...words: readonly [string, ...string[]]): Promise<string> => {
    const [program, ...rest] = words;
    const { stdout } = await run(process.execPath, [bench(`config/${program}`), ...rest], {
      env: environment,
    });
    return stdout.trim();
  };
  equal(await prints('sdk_read.js', 'demo'), 'us-east-1');
  match(await prints('sdk_list.js'), /^demo$/m);
});

test('the sizes are told of every entry', async () => {
  const { stdout } = await run(process.execPath, [bench('size.js')]);
  const { entries, peers } = JSON.parse(stdout);
  equal(entries.length, 5);
  equal(peers.length, 2);
  for (const { sum } of [...entries, ...peers]) equal(sum.raw > sum.gzip && sum.gzip > 0, true);
});
