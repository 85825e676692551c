// Documents as files: replaced whole or not at all, with mode, owner and links as they were.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, unlinkSync } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isIdentityCenterError } from '../../node_modules/aws-sso-wasm/errors.js';
import { fileError } from '../../node_modules/aws-sso-wasm/node/file_error.js';
import { type FileLocations, locateFiles } from '../../node_modules/aws-sso-wasm/node/files.js';
import { machineTag, thisProcess } from '../../node_modules/aws-sso-wasm/node/process_identity.js';
import { createFileStore, type FileStore } from '../../node_modules/aws-sso-wasm/node/store.js';
import { refusal } from './refusal.js';
import { temporaryFolder } from './temporary_folder.js';

const TOKEN = { kind: 'sso-cache', name: 'token.json' } as const;
const ROLE = { kind: 'cli-cache', name: 'role.json' } as const;
const CONFIG = { kind: 'config', name: '' } as const;
const isRoot = process.getuid?.() === 0;

interface Setting {
  readonly home: string;
  readonly locations: FileLocations;
  readonly store: FileStore;
  readonly token: string;
}

async function setting(t: TestContext): Promise<Setting> {
  const home = await temporaryFolder(t);
  await chmod(home, 0o755);
  const locations = locateFiles({ HOME: home });
  return {
    home,
    locations,
    store: createFileStore(locations),
    token: join(locations.ssoCache, 'token.json'),
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : new TextDecoder().decode(value);
const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

test('what is written can be read, listed and removed', async (t) => {
  const { store } = await setting(t);
  equal(await store.read(TOKEN), undefined);
  deepEqual(await store.list('sso-cache'), []);
  await store.write(TOKEN, bytes('{"a": 1}'));
  equal(text(await store.read(TOKEN)), '{"a": 1}');
  deepEqual(await store.list('sso-cache'), ['token.json']);
  equal(await store.remove(TOKEN), true);
  equal(await store.remove(TOKEN), false);
  equal(await store.read(TOKEN), undefined);
});

test('new files are 0600, and new folders 0700', async (t) => {
  const { store, home, token } = await setting(t);
  await store.write(TOKEN, bytes('{}'));
  await store.write(CONFIG, bytes(''));
  equal(await modeOf(token), '600');
  equal(await modeOf(join(home, '.aws/config')), '600');
  for (const folder of ['.aws', '.aws/sso', '.aws/sso/cache']) {
    equal(await modeOf(join(home, folder)), '700', folder);
  }
});

test('an existing file keeps its mode, an existing folder too', async (t) => {
  const { store, locations, token } = await setting(t);
  await mkdir(locations.ssoCache, { recursive: true, mode: 0o755 });
  for (const mode of [0o644, 0o640, 0o600, 0o400 | 0o200]) {
    await writeFile(token, '{}');
    await chmod(token, mode);
    await store.write(TOKEN, bytes('{"a": 1}'));
    equal(await modeOf(token), mode.toString(8));
  }
  equal(await modeOf(locations.ssoCache), '755');
});

test(
  'the owner of an existing file is kept',
  { skip: !isRoot && 'Only root may give files away.' },
  async (t) => {
    const { store, locations, token } = await setting(t);
    await mkdir(locations.ssoCache, { recursive: true });
    await writeFile(token, '{}');
    await chown(token, 12345, 23456);
    await store.write(TOKEN, bytes('{"a": 1}'));
    const { uid, gid } = await stat(token);
    deepEqual([uid, gid], [12345, 23456]);
  },
);

test('a symbolic link stays, and what it points to is replaced', async (t) => {
  const { store, home, locations } = await setting(t);
  await mkdir(join(home, 'dotfiles'));
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, 'dotfiles/config'), 'old');
  await symlink('../dotfiles/config', locations.config);
  await store.write(CONFIG, bytes('new'));
  ok((await lstat(locations.config)).isSymbolicLink());
  equal(await readFile(join(home, 'dotfiles/config'), 'utf8'), 'new');
  deepEqual(await readdir(join(home, '.aws')), ['config']);
  deepEqual(await readdir(join(home, 'dotfiles')), ['config']);
});

test(
  'a device is not replaced by a file',
  { skip: !isRoot && 'Only root may make devices.' },
  async (t) => {
    const { store, home, locations } = await setting(t);
    await mkdir(join(home, '.aws'));
    execFileSync('mknod', [locations.config, 'c', '1', '3']);
    equal(text(await store.read(CONFIG)), '');
    await rejects(store.write(CONFIG, bytes('new')), { code: 'ERR_STORE' });
    ok((await lstat(locations.config)).isCharacterDevice());
    deepEqual(await readdir(join(home, '.aws')), ['config']);
  },
);

test('a link to nothing makes the file it points to', async (t) => {
  const { store, home, locations } = await setting(t);
  await mkdir(join(home, '.aws'));
  await symlink(join(home, 'elsewhere/config'), locations.config);
  await store.write(CONFIG, bytes('new'));
  equal(await readFile(join(home, 'elsewhere/config'), 'utf8'), 'new');
});

test('links in a circle are told', async (t) => {
  const { store, home, locations } = await setting(t);
  await mkdir(join(home, '.aws'));
  await symlink('config', locations.config);
  await rejects(store.write(CONFIG, bytes('new')), { code: 'ERR_STORE', message: /circle/ });
  await rejects(store.read(CONFIG), { code: 'ERR_STORE', message: /circle/ });
});

test('a folder where a file belongs is told, and stays', async (t) => {
  const { store, locations } = await setting(t);
  await mkdir(locations.config, { recursive: true });
  const actions = [store.read, (key: typeof CONFIG) => store.write(key, bytes('')), store.remove];
  for (const action of actions) {
    await rejects(action(CONFIG), (error) => {
      ok(isIdentityCenterError(error, 'ERR_STORE'));
      ok(error.message.includes(locations.config));
      ok(error.help);
      return true;
    });
  }
  ok((await stat(locations.config)).isDirectory());
});

test('a file where a folder belongs is told', async (t) => {
  const { store, home } = await setting(t);
  await writeFile(join(home, '.aws'), '');
  equal(await store.read(TOKEN), undefined);
  deepEqual(await store.list('sso-cache'), []);
  await rejects(store.write(TOKEN, bytes('{}')), { code: 'ERR_STORE', message: /not a folder/ });
});

test('what may not be written is left as it was', async (t) => {
  const { locations, token } = await setting(t);
  await mkdir(locations.ssoCache, { recursive: true });
  await writeFile(token, '{}');
  const cases: readonly [string, () => Promise<void>][] = [
    ['a read-only file', () => chmod(token, 0o444)],
    ['a read-only folder', () => chmod(locations.ssoCache, 0o555)],
  ];
  for (const [name, protect] of cases) {
    await protect();
    const { code, message, help, file } = await refusal('write', token);
    equal(code, 'ERR_STORE', name);
    match(message, /token\.json" could not be written: permission denied\.$/, name);
    equal(file?.readOnly, true, name);
    ok(help, name);
    await chmod(token, 0o666);
  }
  await chmod(locations.ssoCache, 0o755);
  equal(await readFile(token, 'utf8'), '{}');
  deepEqual(await readdir(locations.ssoCache), ['token.json']);
});

test('a disk that takes no more bytes costs nothing', async (t) => {
  const { locations, store, token } = await setting(t);
  await store.write(TOKEN, bytes('{}'));
  await chmod(token, 0o666);
  await chmod(locations.ssoCache, 0o777);
  for (const folder of ['.', '..', '../..']) await chmod(join(locations.ssoCache, folder), 0o777);
  const { message } = await refusal('write', token, { size: 1024 * 1024, limit: 'ulimit -f 100' });
  match(message, /could not be written \(EFBIG\)/);
  equal(await readFile(token, 'utf8'), '{}');
  deepEqual(await readdir(locations.ssoCache), ['token.json']);
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const full = fileError('write', token, Object.assign(new Error(), { code }));
    match(full.message, /no space is left on the disk\. What it held before is untouched\.$/);
    equal(full.file?.readOnly, true);
  }
});

test('a write that is stopped leaves nothing behind', async (t) => {
  const { store, locations, token } = await setting(t);
  await store.write(TOKEN, bytes('{}'));
  const refusal = new Error('no');
  await rejects(
    store.write(TOKEN, bytes('{"a": 1}'), () => {
      throw refusal;
    }),
    { code: 'ERR_STORE', cause: refusal },
  );
  equal(await readFile(token, 'utf8'), '{}');
  deepEqual(await readdir(locations.ssoCache), ['token.json']);
});

test('a write goes through though somebody tidies the folder meanwhile', async (t) => {
  const { store, locations, token } = await setting(t);
  let times = 0;
  await store.write(TOKEN, bytes('{"a": 1}'), () => {
    times += 1;
    if (times > 1) return;
    for (const name of readdirSync(locations.ssoCache)) unlinkSync(join(locations.ssoCache, name));
  });
  equal(times, 2);
  equal(await readFile(token, 'utf8'), '{"a": 1}');
});

/** The name of a temporary file of `token.json`. */
const temporary = (pid: number, machine: string, digit: string): string =>
  `.token.json.${pid}.${machine}.${digit.repeat(16)}.tmp`;
const ELSEWHERE = '01234567';
const MINUTE = 60_000;

test('what is left of a write under way stays, wherever its process runs', async (t) => {
  const { store, locations } = await setting(t);
  const pid = await pidOfTheDead();
  const names = [
    temporary(process.pid, machineTag(), 'a'),
    temporary(process.pid, ELSEWHERE, 'b'),
    // Nobody here can see whether it lives.
    temporary(pid, ELSEWHERE, 'c'),
    `token.json.lock.break.${'0'.repeat(32)}`,
  ];
  await mkdir(locations.ssoCache, { recursive: true });
  for (const name of names) await writeFile(join(locations.ssoCache, name), '');
  await store.write(TOKEN, bytes('{}'));
  deepEqual((await readdir(locations.ssoCache)).sort(), [...names, 'token.json'].sort());
});

for (const [when, age] of [
  ['an hour ago', 60 * MINUTE],
  ['in an hour, by a clock that was set back since', -60 * MINUTE],
] as const) {
  test(`what was left ${when} is swept, whoever has its process number now`, async (t) => {
    const { store, locations } = await setting(t);
    const time = new Date(Date.now() - age);
    await mkdir(locations.ssoCache, { recursive: true });
    for (const name of [
      temporary(process.pid, machineTag(), 'a'),
      // In a container everybody is number 1.
      temporary(1, ELSEWHERE, 'b'),
      temporary(await pidOfTheDead(), ELSEWHERE, 'c'),
      `token.json.lock.break.${'0'.repeat(32)}`,
      'token.json.lock.break.i4711',
    ]) {
      await writeFile(join(locations.ssoCache, name), '');
      await utimes(join(locations.ssoCache, name), time, time);
    }
    await store.write(TOKEN, bytes('{}'));
    deepEqual(await readdir(locations.ssoCache), ['token.json']);
  });
}

test('files of others stay, however much they look like what is swept', async (t) => {
  const { store, locations } = await setting(t);
  const names = [
    '.token.json.tmp',
    `token.json.1.${ELSEWHERE}.0123456789abcdef.tmp`,
    `.token.json.1.${ELSEWHERE}.0123456789ABCDEF.tmp`,
    `.token.json.1.${ELSEWHERE}.0123456789abcdef.tmp~`,
    `.token.json.one.${ELSEWHERE}.0123456789abcdef.tmp`,
    'token.lock',
    'Cargo.lock',
    'gear.lock.break.md',
    'gear.lock.break.2024',
    `token.json.lock.break.${'0'.repeat(32)}.bak`,
  ];
  await mkdir(locations.ssoCache, { recursive: true });
  for (const name of names) {
    await writeFile(join(locations.ssoCache, name), 'mine');
    await utimes(join(locations.ssoCache, name), new Date(0), new Date(0));
  }
  await store.write(TOKEN, bytes('{}'));
  deepEqual((await readdir(locations.ssoCache)).sort(), [...names, 'token.json'].sort());
});

test('a folder that may not be listed is written to all the same', async (t) => {
  const { locations, token } = await setting(t);
  await mkdir(locations.ssoCache, { recursive: true });
  await writeFile(token, '{}');
  await chmod(token, 0o666);
  await chmod(locations.ssoCache, 0o333);
  await rejects(refusal('write', token, { size: 3 }), /Nothing was refused/);
  await chmod(locations.ssoCache, 0o755);
  equal((await readFile(token)).length, 3);
});

test('what the dead of this machine left goes at once, with a write and with a removal', async (t) => {
  const { store, locations } = await setting(t);
  const pid = await pidOfTheDead();
  const nonce = 'ab'.repeat(16);
  const owner = JSON.stringify({ ...thisProcess(), pid, nonce });
  for (const change of [() => store.write(TOKEN, bytes('{}')), () => store.remove(ROLE)]) {
    for (const folder of [locations.ssoCache, locations.cliCache]) {
      await mkdir(folder, { recursive: true });
      await writeFile(
        join(folder, `.a.json.${pid}.${machineTag()}.0123456789abcdef.tmp`),
        '{"half',
      );
      await writeFile(join(folder, 'a.json.lock'), owner);
      await writeFile(join(folder, `a.json.lock.break.${nonce}`), owner);
    }
    await change();
  }
  deepEqual(await readdir(locations.cliCache), []);
  deepEqual(
    (await readdir(locations.ssoCache)).length,
    4,
    'Each folder is swept once by a process.',
  );
});

test('what the dead left is swept where a link leads, too', async (t) => {
  const { store, locations } = await setting(t);
  const elsewhere = join(dirname(dirname(locations.config)), 'dotfiles');
  await mkdir(elsewhere);
  await mkdir(dirname(locations.config), { recursive: true });
  await symlink('../dotfiles/config', locations.config);
  const left = `.config.${await pidOfTheDead()}.${machineTag()}.0123456789abcdef.tmp`;
  await writeFile(join(elsewhere, left), '[half');
  await store.write(CONFIG, bytes('[default]\n'));
  deepEqual(await readdir(elsewhere), ['config']);
});

test('the list has the documents of other tools, and nothing that is no document', async (t) => {
  const { store, locations } = await setting(t);
  await mkdir(join(locations.cliCache, 'folder.json'), { recursive: true });
  await writeFile(join(locations.cliCache, 'session.db'), '');
  await writeFile(join(locations.cliCache, 'b.json'), '{}');
  await writeFile(join(locations.cliCache, 'a.json.lock'), '{}');
  await writeFile(join(locations.cliCache, `a.json.lock.break.${'0'.repeat(32)}`), '{}');
  await writeFile(join(locations.cliCache, '.a.json.1.01234567.0123456789abcdef.tmp'), '{}');
  await symlink('b.json', join(locations.cliCache, 'c.json'));
  await symlink('nowhere', join(locations.cliCache, 'd.json'));
  deepEqual(await store.list('cli-cache'), ['b.json', 'c.json', 'session.db']);
});

test('a half-written document is read again until it is whole', async (t) => {
  const { store, locations, token } = await setting(t);
  await mkdir(locations.ssoCache, { recursive: true });
  for (const half of ['', '{"accessToken": "a']) {
    await writeFile(token, half);
    const reading = store.read(TOKEN);
    await pause(30);
    await writeFile(token, '{"accessToken": "all"}');
    equal(text(await reading), '{"accessToken": "all"}');
  }
});

test('a config file that another tool has just emptied to write it anew is read again', async (t) => {
  const { store, locations } = await setting(t);
  await mkdir(dirname(locations.config), { recursive: true });
  const comments = '# One of many lines.\n'.repeat(500);
  for (const half of ['', `${comments}[default]\nregi`]) {
    await writeFile(locations.config, half);
    const reading = store.read(CONFIG);
    await pause(30);
    await writeFile(locations.config, '[default]\nregion = x\n');
    equal(text(await reading), '[default]\nregion = x\n');
  }
  // It is what it is when nobody goes on.
  for (const whole of ['', `${comments}[default]\nregion = x`]) {
    await writeFile(locations.config, whole);
    equal(text(await store.read(CONFIG)), whole);
  }
  const start = performance.now();
  await writeFile(locations.config, '[default]\nregion = x');
  equal(text(await store.read(CONFIG)), '[default]\nregion = x');
  ok(performance.now() - start < 100);
});

test('a config that comes through a pipe is read once', async (t) => {
  const { home } = await setting(t);
  const pipe = join(home, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const store = createFileStore(locateFiles({ HOME: home, AWS_CONFIG_FILE: pipe }));
  const reading = store.read(CONFIG);
  await writeFile(pipe, '[default]');
  equal(text(await reading), '[default]');
});

test('a broken document is what it is: soon if it was just written, at once if it is old', async (t) => {
  const { store, locations, token } = await setting(t);
  await mkdir(locations.ssoCache, { recursive: true });
  await writeFile(token, '{"broken');
  equal(text(await store.read(TOKEN)), '{"broken');
  const old = new Date(Date.now() - 60_000);
  await utimes(token, old, old);
  const start = performance.now();
  equal(text(await store.read(TOKEN)), '{"broken');
  ok(performance.now() - start < 100);
});

test('a huge document is refused', async (t) => {
  const { store, locations } = await setting(t);
  await store.write(CONFIG, new Uint8Array(33 * 1024 * 1024));
  await rejects(store.read(CONFIG), { code: 'ERR_STORE', message: /larger than 32 MiB/ });
  ok(locations.config);
});

test('a pending sign-in stays in memory', async (t) => {
  const { store, home } = await setting(t);
  const key = { kind: 'pending-sign-in', name: 'state/with?anything' } as const;
  await store.write(key, bytes('secret'));
  equal(text(await store.read(key)), 'secret');
  equal(await store.remove(key), true);
  equal(await store.remove(key), false);
  equal(await store.read(key), undefined);
  deepEqual(await readdir(home), []);
});

test(
  'two writers and a reader collide 6000 times, and never is a document torn',
  { timeout: 120_000 },
  async (t) => {
    const { store, home, locations } = await setting(t);
    await store.write(TOKEN, bytes('{"writer": "first", "padding": ""}'));
    const writers = ['a', 'b'].map((name) =>
      fork(new URL('children/write.js', import.meta.url), [name, '3000'], { env: { HOME: home } }),
    );
    let running = writers.length;
    const ended = writers.map(async (writer) => {
      const [code] = await once(writer, 'exit');
      running -= 1;
      equal(code, 0);
    });
    let reads = 0;
    while (running > 0) {
      const document: unknown = JSON.parse(
        await readFile(join(locations.ssoCache, 'token.json'), 'utf8'),
      );
      ok(document);
      reads += 1;
    }
    await Promise.all(ended);
    ok(reads > 100, `Only ${reads} reads.`);
    deepEqual(await readdir(locations.ssoCache), ['token.json']);
  },
);

async function pidOfTheDead(): Promise<number> {
  const child = fork(new URL('children/nothing.js', import.meta.url));
  await once(child, 'exit');
  return child.pid ?? 0;
}
