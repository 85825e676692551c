// The AWS CLI v2 at the same files at the same time. It reads what we replace, and never sees a part of it. It writes the config
// file in place and without a lock: of two edits at once one may be lost, as between two AWS CLIs, and nothing else.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromProfile } from 'aws-sso-wasm/node';
import { locateFiles } from '../../node_modules/aws-sso-wasm/node/files.js';
import { createFileStore } from '../../node_modules/aws-sso-wasm/node/store.js';
import { inLanes } from './lanes.js';
import { tries } from './tries.js';
import { configText, type WatchedHome, watchedHome } from './watched_home.js';

const run = promisify(execFile);
const OURS = fileURLToPath(new URL('../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const AWS = process.env['CLIENT_AWS_DEBIAN'] ?? '';
const skip = AWS === '' && 'The AWS CLI v2 of Debian is not here.';
const READS = tries('HOSTILE_CLI_READS', 12);
const EDITS = tries('HOSTILE_CLI_EDITS', 6);
const CACHE = '.aws/cli/cache';

async function printed(
  home: WatchedHome,
  program: string,
  ...words: readonly string[]
): Promise<string> {
  const env = { ...home.environment, HTTPS_PROXY: 'http://127.0.0.1:9' };
  return (await run(program, words, { env, cwd: home.folder })).stdout;
}

test(
  'it reads whole role credentials and profiles while we replace the files',
  { skip },
  async (t) => {
    const home = await watchedHome(t);
    await home.signIn();
    const store = createFileStore(locateFiles(home.environment));
    const documents: { readonly text: Uint8Array; readonly key: string }[] = [];
    let name = '';
    for (const _ of [1, 2]) {
      await rm(home.path(CACHE), { recursive: true, force: true });
      const { accessKeyId } = await fromProfile('demo', { environment: home.environment })();
      [name = ''] = await readdir(home.path(CACHE));
      const text = new TextEncoder().encode(await home.text(`${CACHE}/${name}`));
      documents.push({ text, key: accessKeyId });
    }
    const config = new TextEncoder().encode(configText(home.sandbox));
    let [isReading, writes] = [true, 0];
    const writing = (async () => {
      for (; isReading; writes += 1) {
        const { text } = documents[writes % 2] ?? { text: new Uint8Array() };
        await store.write({ kind: 'cli-cache', name }, text);
        await store.write({ kind: 'config', name: '' }, config);
      }
    })();
    const seen = new Set<unknown>();
    const reads = Array.from({ length: READS }, (_, index) => index);
    await inLanes(3, reads, () => async (index) => {
      if (index % 2 === 0) {
        const words = ['configure', 'export-credentials', '--profile', 'demo'];
        seen.add(Object(JSON.parse(await printed(home, AWS, ...words)))['AccessKeyId']);
      } else {
        const words = ['configure', 'get', 'sso_session', '--profile', 'demo'];
        equal(await printed(home, AWS, ...words), 'work\n');
      }
    }).finally(() => (isReading = false));
    await writing;
    ok(seen.size > 0 && [...seen].every((key) => documents.some((it) => it.key === key)));
    t.diagnostic(`${READS} runs of the AWS CLI v2 during ${writes} replacements, 0 saw a part`);
  },
);

test('its edits and ours at once leave a whole config file', { skip }, async (t) => {
  const home = await watchedHome(t);
  const section = (who: string, index: number): string =>
    `[profile ${who}-${index}]\nregion = eu-${who}-${index}\n`;
  const edit = (program: string, who: string) => async (index: number) => {
    const words = ['configure', 'set', 'region', `eu-${who}-${index}`];
    await printed(home, program, ...words, '--profile', `${who}-${index}`);
  };
  const numbers = Array.from({ length: EDITS }, (_, index) => index);
  const ourNumbers = Array.from({ length: EDITS * 3 }, (_, index) => index);
  // Two of its own at once may lose everything between them; we must not.
  await Promise.all([
    inLanes(1, numbers, () => edit(AWS, 'theirs')),
    inLanes(1, ourNumbers, () => edit(OURS, 'ours')),
  ]);
  const text = await home.text('.aws/config');
  const before = configText(home.sandbox);
  equal(text.slice(0, before.length), before);
  const found = text.slice(before.length).match(/\[[^]*?(?=\n\[|$)/g) ?? [];
  const legal = [
    ...numbers.map((index) => section('theirs', index)),
    ...ourNumbers.map((index) => section('ours', index)),
  ].map((it) => it.trim());
  const sections = found.map((it) => it.trim());
  deepEqual(
    sections.filter((it) => !legal.includes(it)),
    [],
  );
  equal(new Set(sections).size, sections.length);
  const lost = legal.length - sections.length;
  t.diagnostic(`${legal.length} edits, ${lost} of them lost to the other tool's, 0 torn files`);
});
