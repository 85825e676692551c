// For `--debug`: what happens to which file. Names and sizes only, never what a file holds.

import type { Host, StoreKey } from '../host.js';
import { pathOf } from '../node/files.js';
import type { NodeHost } from '../node/host.js';

/** The host, telling of each access to a file. */
export function traceFiles(host: NodeHost, tell: (text: string) => void): Host {
  const nameOf = (key: StoreKey): string => pathOf(host.locations, key) ?? key.kind;
  return {
    send: host.send,
    now: host.now,
    sleep: host.sleep,
    notify: host.notify,
    async read(key) {
      const bytes = await host.read(key);
      tell(`read ${nameOf(key)}: ${bytes === undefined ? 'not there' : `${bytes.length} bytes`}`);
      return bytes;
    },
    async write(key, bytes) {
      await host.write(key, bytes);
      tell(`wrote ${nameOf(key)}: ${bytes.length} bytes`);
    },
    async remove(key) {
      const removed = await host.remove(key);
      tell(`removed ${nameOf(key)}: ${removed ? 'gone' : 'was not there'}`);
      return removed;
    },
    async list(collection) {
      const names = await host.list(collection);
      tell(`listed ${collection}: ${names.length} files`);
      return names;
    },
    async lock(key) {
      const started = performance.now();
      const lock = await host.lock(key);
      tell(`locked ${nameOf(key)} after ${Math.round(performance.now() - started)} ms`);
      return lock;
    },
  };
}
