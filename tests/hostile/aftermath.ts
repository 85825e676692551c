// What must be true of the shared files when a process that wrote them was killed.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileLocks } from '../../node_modules/aws-sso-wasm/node/lock.js';
import { locateFiles } from '../../node_modules/aws-sso-wasm/node/files.js';
import { createFileStore } from '../../node_modules/aws-sso-wasm/node/store.js';
import { CONFIG_EDITS, configText, type WatchedHome } from './watched_home.js';

/** "A few seconds": five without a sign of life, and a second for each claim that its maker did not live to use. */
const LONGEST_WAIT = 12_000;
const LOCKS = createFileLocks(new AbortController().signal);
const LEFTOVER = /\.tmp$|\.lock$|\.break\./;

/** The files before a process is started, and how many refreshes the service had granted by then. */
export interface Look {
  readonly token: string | undefined;
  readonly granted: number;
}

export class Aftermath {
  readonly #home: WatchedHome;
  /** How many died when the service had spent the old refresh token and the new one was not in its file. */
  windows = 0;
  /** For the lock of a dead process, in milliseconds. */
  longestWait = 0;

  constructor(home: WatchedHome) {
    this.#home = home;
  }

  async look(): Promise<Look> {
    return { token: await this.#token(), granted: this.#home.issued.size };
  }

  /** Checks everything, and leaves the folders as the next writer does. */
  async check(before: Look, what: string): Promise<void> {
    await this.#checkDocuments(what);
    await this.#checkToken(before, what);
    await this.#checkLocks(what);
    await this.#checkLeftovers(what);
  }

  async #checkDocuments(what: string): Promise<void> {
    const { sandbox, issued } = this.#home;
    for (const name of await this.#names()) {
      if (LEFTOVER.test(name)) continue;
      const text = await this.#home.text(join('.aws', name));
      if (name === 'config') {
        const legal = CONFIG_EDITS.map((edit) => edit(configText(sandbox)));
        ok(legal.includes(text), `${what}: the config file holds ${text}`);
        continue;
      }
      const document = Object(JSON.parse(text));
      if (name.startsWith('cli')) {
        equal(typeof document['Credentials']['SessionToken'], 'string', what);
      } else if ('accessToken' in document) {
        const issue = issued.get(document['accessToken']);
        ok(issue !== undefined, `${what}: nobody issued this token.`);
        // Where refresh tokens do not rotate the old one goes on beside each new access token.
        if (issue.refreshToken !== undefined) {
          equal(document['refreshToken'], issue.refreshToken, `${what}: a mixture of two tokens`);
        }
      } else {
        equal(typeof document['clientSecret'], 'string', what);
      }
    }
  }

  async #checkToken(before: Look, what: string): Promise<void> {
    if (before.token === undefined || what.startsWith('sso logout')) return;
    const now = await this.#token();
    ok(now !== undefined, `${what}: the token file is gone.`);
    const refreshToken: unknown = Object(JSON.parse(now))['refreshToken'];
    equal(typeof refreshToken, 'string', `${what}: no refresh token.`);
    if (!this.#home.isSpent(String(refreshToken))) return;
    // The service spends the old one with its answer: who dies before the new one is written has lost both, whatever we do.
    equal(now, before.token, `${what}: a spent refresh token was written.`);
    ok(this.#home.issued.size > before.granted, `${what}: a live refresh token was thrown away.`);
    this.windows += 1;
  }

  async #checkLocks(what: string): Promise<void> {
    const left = (await this.#names()).filter((name) => name.endsWith('.lock'));
    await Promise.all(
      left.map(async (name) => {
        const start = performance.now();
        const document = this.#home.path(join('.aws', name.replace(/\.lock$/, '')));
        (await LOCKS.acquire(document, new AbortController().signal)).release();
        const waited = performance.now() - start;
        ok(waited < LONGEST_WAIT, `${what}: ${name} was kept for ${waited} ms.`);
        this.longestWait = Math.max(this.longestWait, waited);
      }),
    );
  }

  async #checkLeftovers(what: string): Promise<void> {
    await this.#write();
    const left = (await this.#names()).filter((name) => LEFTOVER.test(name));
    // A claim that is still empty does not say whose it was: its age decides.
    for (const name of left) {
      const path = this.#home.path(join('.aws', name));
      equal(await readFile(path, 'utf8'), '', `${what}: ${name} stayed.`);
      const old = new Date(Date.now() - 61_000);
      await utimes(path, old, old);
    }
    if (left.length > 0) await this.#write();
    deepEqual(
      (await this.#names()).filter((name) => LEFTOVER.test(name)),
      [],
      `${what}: leftovers`,
    );
  }

  /** What the next process does in each folder. */
  async #write(): Promise<void> {
    const store = createFileStore(locateFiles(this.#home.environment));
    for (const kind of ['sso-cache', 'cli-cache'] as const) {
      await store.write({ kind, name: 'next.json' }, new TextEncoder().encode('{}'));
      await store.remove({ kind, name: 'next.json' });
    }
    const config = { kind: 'config', name: '' } as const;
    const bytes = await store.read(config);
    if (bytes !== undefined) await store.write(config, bytes);
  }

  async #token(): Promise<string | undefined> {
    return this.#home.text(this.#home.tokenFile).catch(() => undefined);
  }

  /** Every file below ~/.aws. */
  async #names(): Promise<readonly string[]> {
    const found = await readdir(this.#home.path('.aws'), { recursive: true, withFileTypes: true });
    const root = this.#home.path('.aws');
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  }
}
