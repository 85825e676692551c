// The Node host: every port, one file each, put together. HTTP and locks are loaded with their first use: who finds
// credentials in the cache needs neither.

import { setTimeout as pause } from 'node:timers/promises';
import { aborted } from '../errors.js';
import type { Host, HostEvent, StoreKey } from '../host.js';
import { type Environment, type FileLocations, locateFiles, pathOf } from './files.js';
import type { HttpClient } from './http.js';
import type { FileLocks, HeldLock } from './lock.js';
import { createFileStore } from './store.js';

/** The longest that a timer of Node can run, in milliseconds; one set for longer ends at once. */
const LONGEST_PAUSE = 2 ** 31 - 1;

/** What a {@link NodeHost} is made from. */
export interface NodeHostOptions {
  /** Environment variables: where the files lie, the proxies, AWS_CA_BUNDLE. Those of this process unless given. */
  readonly environment?: Environment;
  /** Ends every wait and every exchange that has no signal of its own with `ERR_ABORTED`. */
  readonly signal?: AbortSignal;
  /** A PEM file of the certificate authorities to trust; goes before AWS_CA_BUNDLE. */
  readonly caBundle?: string;
  /** Takes the events; nobody does unless given. */
  readonly onEvent?: (event: HostEvent) => void;
  /** For one whole HTTP exchange, in milliseconds; 15 s unless given. */
  readonly timeoutMilliseconds?: number;
}

/** The ports over Node's own modules and the shared files of the AWS CLI and SDKs. */
export interface NodeHost extends Host {
  readonly locations: FileLocations;
  /** Trusts the certificate authorities of this PEM file from now on, as a profile's `ca_bundle` asks for. */
  trust(caBundle: string): void;
  /** Closes idle connections. */
  close(): void;
}

/** Puts the Node host together. Touches no file and no network before it is asked to. */
export function createNodeHost(options: NodeHostOptions = {}): NodeHost {
  const { environment = process.env, signal: ownSignal = new AbortController().signal } = options;
  const locations = locateFiles(environment);
  const store = createFileStore(locations);
  let locks: FileLocks | undefined;
  let client: HttpClient | undefined;
  const held = new Map<string, HeldLock>();
  let caBundle = options.caBundle ?? (environment['AWS_CA_BUNDLE'] || undefined);

  const startClient = async (): Promise<HttpClient> => {
    const { createHttpClient } = await import('./http.js');
    client ??= createHttpClient({
      environment,
      signal: ownSignal,
      caBundle: () => caBundle,
      ...(options.timeoutMilliseconds === undefined
        ? {}
        : { timeoutMilliseconds: options.timeoutMilliseconds }),
    });
    return client;
  };

  const startLocks = async (): Promise<FileLocks> => {
    const { createFileLocks } = await import('./lock.js');
    locks ??= createFileLocks(ownSignal);
    return locks;
  };

  return {
    locations,
    send: async (request, signal) => (client ?? (await startClient())).send(request, signal),
    close: () => client?.close(),
    trust(path) {
      caBundle = path;
    },
    now: () => Date.now(),
    async sleep(milliseconds, signal = ownSignal) {
      try {
        await pause(Math.min(milliseconds, LONGEST_PAUSE), undefined, { signal });
      } catch (cause) {
        throw aborted(cause);
      }
    },
    read: store.read,
    list: store.list,
    // Who holds the lock writes only as long as it does.
    write: (key, bytes) => store.write(key, bytes, () => held.get(nameOf(key))?.verify()),
    remove: store.remove,
    async lock(key, signal) {
      const path = pathOf(locations, key);
      // A pending sign-in is in the memory of this process alone.
      if (path === undefined) return { release: () => undefined };
      const lock = await (locks ?? (await startLocks())).acquire(path, signal);
      held.set(nameOf(key), lock);
      return {
        release() {
          if (held.get(nameOf(key)) === lock) held.delete(nameOf(key));
          lock.release();
        },
      };
    },
    notify: (event) => options.onEvent?.(event),
  };
}

function nameOf({ kind, name }: StoreKey): string {
  return `${kind}/${name}`;
}
