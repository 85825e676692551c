// The one place where the core's calls meet a host. The core reads scalars, strings and byte arrays only, from objects
// made here; whatever a host throws or returns is checked and turned into those first.

import { IdentityCenterError, toIdentityCenterError } from '../errors.js';
import type { Host, HostEvent, Lock, StoreKind } from '../host.js';

/** What a bridge method rejects with: plain data. */
export interface BridgeError {
  readonly code: string;
  readonly message: string;
  readonly help: string | undefined;
}

/** An HTTP response in the form the core reads. */
export interface BridgeResponse {
  readonly status: number;
  /** JSON: an array of `[name, value]`, names in lower case. */
  readonly headers: string;
  readonly body: Uint8Array;
}

/** The ports in the form the core calls them; see `src/wasm/host.rs`. */
export interface HostBridge {
  readonly traces: boolean;
  send(method: string, url: string, headers: string, body: Uint8Array): Promise<BridgeResponse>;
  now(): bigint;
  sleep(milliseconds: number): Promise<void>;
  read(kind: string, name: string): Promise<Uint8Array | undefined>;
  write(kind: string, name: string, bytes: Uint8Array): Promise<void>;
  remove(kind: string, name: string): Promise<boolean>;
  list(kind: string): Promise<string>;
  lock(kind: string, name: string): Promise<Lock>;
  notify(event: string): void;
}

/** Takes each error of a port, whole, before the core sees what it needs of it. */
export type Remember = (error: IdentityCenterError) => void;

/** Wraps `action` so that it rejects with a {@link BridgeError}; `remember` takes the error with its cause. */
export async function bridged<T>(action: () => Promise<T>, remember?: Remember): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const error = toIdentityCenterError(cause);
    remember?.(error);
    throw { code: error.code, message: error.message, help: error.help } satisfies BridgeError;
  }
}

/** The bridge over `host`. `traces` says whether anybody reads trace events, `remember` takes the errors of the ports. */
export function createHostBridge(host: Host, traces: boolean, remember?: Remember): HostBridge {
  const guarded = <T>(action: () => Promise<T>): Promise<T> => bridged(action, remember);
  return {
    traces,
    send: (method, url, headers, body) =>
      guarded(async () => {
        const response = await host.send({
          method: method as 'GET' | 'HEAD' | 'POST',
          url,
          headers: JSON.parse(headers) as [string, string][],
          body,
        });
        const { status } = response;
        if (!Number.isInteger(status) || status < 100 || status > 999) {
          throw rubbish('send', 'a status from 100 to 999');
        }
        const pairs = Array.from(response.headers, ([name, value]) => [
          String(name).toLowerCase(),
          String(value),
        ]);
        return {
          status,
          headers: JSON.stringify(pairs),
          body: bytesOf(response.body, 'send', 'a body of bytes'),
        };
      }),
    now: () => BigInt(Math.trunc(Number(host.now()) || 0)),
    sleep: (milliseconds) => guarded(() => host.sleep(milliseconds)),
    read: (kind, name) =>
      guarded(async () => {
        const bytes = await host.read({ kind: kind as StoreKind, name });
        return bytes === undefined ? undefined : bytesOf(bytes, 'read', 'bytes or undefined');
      }),
    write: (kind, name, bytes) =>
      guarded(async () => host.write({ kind: kind as StoreKind, name }, bytes)),
    remove: (kind, name) =>
      guarded(async () => (await host.remove({ kind: kind as StoreKind, name })) === true),
    list: (kind) =>
      guarded(async () =>
        JSON.stringify(Array.from(await host.list(kind as 'sso-cache' | 'cli-cache'), String)),
      ),
    lock: (kind, name) =>
      guarded(async () => {
        const lock = await host.lock({ kind: kind as StoreKind, name });
        return {
          release() {
            // A guard that drops cannot fail; a lock that is not let go of is passed over as dead.
            try {
              lock.release();
            } catch {
              // Nothing to do: see above.
            }
          },
        };
      }),
    notify(event) {
      try {
        host.notify(JSON.parse(event) as HostEvent);
      } catch {
        // An observer's own failure is not the sign-in's.
      }
    },
  };
}

function bytesOf(value: unknown, method: string, expected: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw rubbish(method, expected);
}

function rubbish(method: string, expected: string): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    `The host's ${method}() must give ${expected}.`,
    { help: 'See the documentation of the Host interface.' },
  );
}
