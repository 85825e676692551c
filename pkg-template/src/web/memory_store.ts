// Documents in memory: gone with the object that holds them.

import { aborted } from '../errors.js';
import type { Lock, Store, StoreKey } from '../host.js';

/** An empty store. Its locks are between the calls of one program. */
export function createMemoryStore(): Store {
  const documents = new Map<string, Uint8Array>();
  const locks = createMemoryLocks();
  return {
    read: async (key) => documents.get(nameOf(key))?.slice(),
    async write(key, bytes) {
      documents.set(nameOf(key), bytes.slice());
    },
    remove: async (key) => documents.delete(nameOf(key)),
    async list(collection) {
      const prefix = `${collection}/`;
      const names = [...documents.keys()].filter((name) => name.startsWith(prefix));
      return names.map((name) => name.slice(prefix.length));
    },
    lock: (key, signal) => locks(nameOf(key), signal),
  };
}

/** Locks between the calls of one program: resolves when nobody holds `name`, first come, first served. */
export function createMemoryLocks(): (name: string, signal?: AbortSignal) => Promise<Lock> {
  const queues = new Map<string, (() => void)[]>();

  const take = (name: string): Lock => {
    let isHeld = true;
    return {
      release() {
        if (!isHeld) return;
        isHeld = false;
        const next = queues.get(name)?.shift();
        if (next === undefined) queues.delete(name);
        else next();
      },
    };
  };

  return (name, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(aborted(signal.reason));
      const queue = queues.get(name);
      if (queue === undefined) {
        queues.set(name, []);
        return resolve(take(name));
      }
      const proceed = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve(take(name));
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(proceed), 1);
        reject(aborted(signal?.reason));
      };
      queue.push(proceed);
      signal?.addEventListener('abort', leave, { once: true });
    });
}

/** One name for a document. */
export function nameOf({ kind, name }: StoreKey): string {
  return `${kind}/${name}`;
}
