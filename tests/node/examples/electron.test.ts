// examples/electron: its types against Electron's own, and its main process under Node with a double of Electron.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { sandboxHome } from '../sandbox_home.js';
import { temporaryFolder } from '../temporary_folder.js';

const EXAMPLE = fileURLToPath(new URL('../../../examples/electron/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/** What the double of Electron was told. */
const DOUBLE = `
export const seen = { handlers: new Map(), windows: [], opened: [], listeners: [], permissions: [] };
export const app = {
  whenReady: async () => undefined,
  on: (name, listener) => seen.listeners.push([name, listener]),
  quit: () => undefined,
};
export const ipcMain = { handle: (channel, answer) => seen.handlers.set(channel, answer) };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (decide) => decide({}, 'camera', (isGiven) => seen.permissions.push(isGiven)),
  },
};
export const shell = {
  async openExternal(url) {
    seen.opened.push(url);
    await (await fetch(url)).text();
  },
};
export class BrowserWindow {
  constructor(options) { seen.windows.push(options); }
  async loadURL(url) { seen.page = url; }
}
`;

/** Plays the window: signs in, looks, signs out. Prints what it was answered and what the double saw. */
const PLAY = `
import { seen } from 'electron';
import './main.js';

const [startUrl, region] = process.argv.slice(2);
const invoke = (channel, ...words) =>
  seen.handlers.get(channel)({ senderFrame: { url: seen.page } }, ...words);
const answers = [await invoke('roles'), await invoke('sign-in', { startUrl, region })];
const roles = await invoke('roles');
answers.push(roles, await invoke('identity', roles.result[0]));
answers.push(await invoke('identity', { accountId: '000000000000', roleName: 'Nobody' }));
answers.push(await invoke('sign-in', { startUrl: 1, region }), await invoke('cancel'));
answers.push(await invoke('sign-in', { startUrl, region }), await invoke('sign-out'));
const foreign = await seen.handlers
  .get('roles')({ senderFrame: { url: 'https://evil.example/' } })
  .catch(({ message }) => message);
const prevented = [];
const contents = {
  on: (name, listener) => listener({ preventDefault: () => prevented.push(name) }),
  setWindowOpenHandler: (open) => prevented.push(open().action),
};
for (const [name, listener] of seen.listeners) {
  if (name === 'web-contents-created') listener({}, contents);
}
const { windows, opened, permissions } = seen;
const channels = [...seen.handlers.keys()];
console.log(JSON.stringify({ answers, foreign, prevented, windows, opened, permissions, channels }));
`;

test('its types are those of Electron', async (t) => {
  const folder = await temporaryFolder(t);
  await cp(EXAMPLE, folder, { recursive: true });
  await symlink(MODULES, join(folder, 'node_modules'));
  const tsc = join(ROOT, 'pkg-template/node_modules/.bin/tsc');
  await promisify(execFile)(tsc, ['--project', folder]).catch((error: unknown) => {
    throw new Error(String(Reflect.get(Object(error), 'stdout')));
  });
});

test('its main process gives the window no rights, and no secrets', async (t) => {
  const home = await sandboxHome(t);
  const folder = await temporaryFolder(t);
  await cp(EXAMPLE, folder, { recursive: true });
  await mkdir(join(folder, 'node_modules/electron'), { recursive: true });
  await symlink(join(MODULES, 'aws-sso-wasm'), join(folder, 'node_modules/aws-sso-wasm'));
  const manifest = JSON.stringify({ name: 'electron', type: 'module', exports: './index.js' });
  await writeFile(join(folder, 'node_modules/electron/package.json'), manifest);
  await writeFile(join(folder, 'node_modules/electron/index.js'), DOUBLE);
  await writeFile(join(folder, 'play.js'), PLAY);
  const { startUrl, region, accounts } = home.sandbox;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(folder, 'play.js'), startUrl, region],
    { env: { ...home.environment }, timeout: 60_000 },
  );
  const played = Object(JSON.parse(stdout));

  const [tooEarly, signedIn, roles, identity, denied, wrong, cancelled, again, signedOut] =
    played.answers;
  deepEqual(tooEarly, { problem: { message: 'Sign in first.' } });
  ok(Date.parse(signedIn.result.expiresAt) > Date.now());
  equal(roles.result.length, accounts.flatMap((account) => account.roles).length);
  match(identity.result.arn, /:assumed-role\/AWSReservedSSO_/);
  equal(denied.problem.code, 'ERR_SERVICE');
  match(wrong.problem.message, /must be a string/);
  deepEqual(cancelled, {});
  ok(again.result.expiresAt);
  deepEqual(signedOut, { result: { revoked: true } });
  equal(home.granted('authorization_code'), 1);

  deepEqual(played.channels, ['sign-in', 'cancel', 'roles', 'identity', 'sign-out']);
  equal(played.foreign, 'Only the window itself may ask.');
  deepEqual(played.prevented, ['will-navigate', 'deny']);
  deepEqual(played.permissions, [false]);
  const [{ webPreferences }] = played.windows;
  equal(webPreferences.contextIsolation, true);
  equal(webPreferences.sandbox, true);
  equal(webPreferences.nodeIntegration, false);
  equal(played.opened.length, 1);
  match(played.opened[0], /\/authorize\?/);
  // Tokens, keys and their likes.
  equal(
    /accessToken|secretAccessKey|sessionToken|refreshToken|ASIA/.exec(
      JSON.stringify(played.answers),
    ),
    null,
  );
});

test('its preload script hands over what the main process answers, and nothing else', async () => {
  const exposed: Record<string, Record<string, (word?: unknown) => unknown>> = {};
  const invoked: unknown[] = [];
  const source = await readFile(join(EXAMPLE, 'preload.cjs'), 'utf8');
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: (typeof exposed)[string]) => (exposed[name] = api),
    },
    ipcRenderer: { invoke: (...words: unknown[]) => invoked.push(words) },
  };
  const run = new Function('require', source);
  run((name: string) => {
    equal(name, 'electron');
    return electron;
  });
  deepEqual(Object.keys(exposed), ['identityCenter']);
  for (const ask of Object.values(exposed['identityCenter'] ?? {})) ask('word');
  deepEqual(invoked, [
    ['sign-in', 'word'],
    ['cancel'],
    ['roles'],
    ['identity', 'word'],
    ['sign-out'],
  ]);
});

test('its page runs its own script and nothing else', async () => {
  const page = await readFile(join(EXAMPLE, 'index.html'), 'utf8');
  match(page, /default-src 'none'; script-src 'self'/);
  equal(/<script(?![^>]*src=)/.exec(page), null);
  const script = await readFile(join(EXAMPLE, 'window.js'), 'utf8');
  equal(/innerHTML|insertAdjacentHTML|document\.write|\beval\b/.exec(script), null);
  await rejects(import(pathToFileURL(join(EXAMPLE, 'window.js')).href), ReferenceError);
});
