// The one way into the core: each call has its own ports and its own end, and fails with an IdentityCenterError.

import { aborted, IdentityCenterError, toCode, toIdentityCenterError } from '../errors.js';
import type { HostEvent } from '../host.js';
import { createHostBridge, type HostBridge } from './bridge.js';
import type { ErrorData } from './core_glue.js';
import { guardHost, type Ports } from './guarded_host.js';
import type { Glue, Instance } from './instance.js';
import { fromJson } from './json.js';

/** What a call is made with. */
export interface CallSettings {
  /** What is called. */
  readonly instance: Instance;
  readonly ports: Ports;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** Takes what the core tells on the way. */
  readonly notify?: (event: HostEvent) => void;
}

/**
 * Loads the core if need be and has `work` call it. Settles as soon as the signal or a panic says so, whatever the core
 * then still does.
 */
export async function call<T>(
  settings: CallSettings,
  work: (core: Glue, host: HostBridge) => Promise<T>,
): Promise<T> {
  const { instance, signal } = settings;
  if (signal?.aborted === true) throw aborted(signal.reason);
  const stop = new AbortController();
  return await new Promise<T>((resolve, reject) => {
    const giveUp = (): void => {
      stop.abort(signal?.reason);
      reject(aborted(signal?.reason));
    };
    const forget = instance.onPanic(reject);
    signal?.addEventListener('abort', giveUp, { once: true });
    begin(settings, stop.signal, work)
      .then(resolve, reject)
      .finally(() => {
        forget();
        signal?.removeEventListener('abort', giveUp);
      });
  });
}

async function begin<T>(
  { instance, ports, notify = () => undefined }: CallSettings,
  signal: AbortSignal,
  work: (core: Glue, host: HostBridge) => Promise<T>,
): Promise<T> {
  const core = await instance.load();
  if (signal.aborted) throw aborted(signal.reason);
  const raised: IdentityCenterError[] = [];
  const bridge = createHostBridge(guardHost(ports, signal, notify), false, (error) => {
    raised.push(error);
  });
  try {
    return await work(core, bridge);
  } catch (error) {
    throw instance.panicked() ?? fromCore(error, raised);
  }
}

/** The error of the core, with the causes that the ports raised. */
function fromCore(error: unknown, raised: readonly IdentityCenterError[]): IdentityCenterError {
  // All that the core rejects with is text; anything else was thrown on this side of it.
  if (typeof error !== 'string') return toIdentityCenterError(error);
  return rebuilt(fromJson<ErrorData>(error), raised);
}

function rebuilt(error: ErrorData, raised: readonly IdentityCenterError[]): IdentityCenterError {
  const { message, help, retryable, fault, cause } = error;
  const code = toCode(error.code);
  const own = raised.find((host) => host.code === code && host.message === message);
  return new IdentityCenterError(code, message, {
    retryable,
    cause: cause === undefined ? own?.cause : rebuilt(cause, raised),
    ...(help === undefined ? {} : { help }),
    ...(fault === undefined ? {} : { fault }),
    ...(own?.file === undefined ? {} : { file: own.file }),
  });
}
