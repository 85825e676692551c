// What all sessions of one identity center share: its ports, its client of the core, and who is told of events.

import { toCode, IdentityCenterError } from './errors.js';
import type { IdentityCenterEvent, IdentityCenterListener } from './events.js';
import { createExpiryWatch } from './expiry_watch.js';
import type { HostEvent } from './host.js';
import { withProgramsStep } from './next_step.js';
import type { CallOptions } from './session.js';
import { createSubscribers } from './subscribers.js';
import type { HostBridge } from './wasm/bridge.js';
import { call } from './wasm/call.js';
import type { ClientSettings, CoreClient, Json, SessionData } from './wasm/core_glue.js';
import { readClock, type Ports } from './wasm/guarded_host.js';
import type { Glue, Instance } from './wasm/instance.js';
import { fromJson, toJson } from './wasm/json.js';

/** What a {@link Center} is made from. */
export interface CenterOptions {
  /** The wasm to call. */
  readonly instance: Instance;
  readonly ports: Ports;
  /** Where the services are; a function is called when the wasm is loaded. */
  readonly settings: ClientSettings | (() => ClientSettings);
  /** How long before a token ends the event `expiring` comes, in milliseconds; 300000 unless told. */
  readonly expiringMilliseconds?: number | undefined;
}

/** Calls the core for a session. */
export type Work<T> = (core: Glue, client: CoreClient, host: HostBridge) => Promise<T>;

/** What all sessions of one identity center share. */
export interface Center {
  readonly instance: Instance;
  readonly ports: Ports;
  /** Calls the core, with this center's ports; `session` is whom the events of the call concern. */
  call<T>(options: CallOptions, session: SessionData | undefined, work: Work<T>): Promise<T>;
  /** Calls the core and reads its answer. */
  ask<T>(options: CallOptions, session: SessionData | undefined, work: Work<Json<T>>): Promise<T>;
  /** The time as far as the services told it, in milliseconds since the epoch: the clock of this machine may be wrong. */
  now(): number;
  /** Grows whenever a session of this name is signed in or out: what was read before may not be given out any more. */
  turn(session: string): number;
  /** Tells everybody who subscribed. */
  tell(event: IdentityCenterEvent): void;
  /** Adds a listener; what is returned takes it away again. */
  subscribe(listener: IdentityCenterListener): () => void;
  /** The session's token ends then, as somebody just read; its coming end will be told. */
  noteToken(session: SessionData, expiresAt: number | undefined): void;
}

/** What a session is called in events. */
export function nameOf({ name, startUrl }: SessionData): string {
  return name ?? startUrl;
}

/** The end of a token as the store keeps it, so that everybody sees the same. */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000;
}

/** Puts it together. Loads nothing yet. */
export function createCenter({
  instance,
  ports,
  settings,
  expiringMilliseconds = 300_000,
}: CenterOptions): Center {
  const subscribers = createSubscribers();
  let client: CoreClient | undefined;
  const now = (): number => {
    const learned = instance.panicked() === undefined ? client?.skewMillis : undefined;
    return readClock(ports.clock) + Number(learned ?? 0);
  };
  const watch = createExpiryWatch({ now, aheadMilliseconds: expiringMilliseconds });
  const turns = new Map<string, number>();

  const center: Center = {
    instance,
    ports,
    call: (options, session, work) =>
      call(
        { instance, ports, signal: options.signal, notify: (event) => pass(event, session) },
        async (core, host) => {
          client ??= new core.CoreClient(
            toJson(typeof settings === 'function' ? settings() : settings),
          );
          return await work(core, client, host);
        },
      ).catch((error: unknown) => {
        throw withProgramsStep(error);
      }),
    ask: async (options, session, work) => fromJson(await center.call(options, session, work)),
    now,
    turn: (session) => turns.get(session) ?? 0,
    tell: subscribers.tell,
    subscribe: subscribers.add,
    noteToken(session, expiresAt) {
      watch.note(nameOf(session), expiresAt, () => void warn(session, expiresAt));
    },
  };

  /** Somebody else who shares the store may have renewed the token, or removed it. */
  async function warn(session: SessionData, expiresAt: number | undefined): Promise<void> {
    const found = await center
      .ask({}, session, (core, client, host) => core.status(client, host, toJson(session)))
      .catch(() => ({ expiresAt }));
    if (found.expiresAt !== expiresAt) center.noteToken(session, found.expiresAt);
    else if (expiresAt !== undefined) {
      const event = { type: 'expiring', session: nameOf(session) } as const;
      subscribers.tell({ ...event, expiresAt: new Date(expiresAt) });
    }
  }

  /** Passes on what the core tells. */
  function pass(event: HostEvent, session: SessionData | undefined): void {
    if (event.type === 'signed-in' || event.type === 'signed-out') {
      turns.set(event.session, center.turn(event.session) + 1);
    }
    switch (event.type) {
      case 'signed-in':
      case 'refreshed': {
        const expiresAt = wholeSeconds(event.expiresAt);
        if (session !== undefined) center.noteToken(session, expiresAt);
        subscribers.tell({ ...event, expiresAt: new Date(expiresAt) });
        break;
      }
      case 'signed-out':
        if (session !== undefined) center.noteToken(session, undefined);
        subscribers.tell(event);
        break;
      case 'polling':
        if (session !== undefined) {
          const { type, interval } = event;
          subscribers.tell({ type, session: nameOf(session), intervalSeconds: interval });
        }
        break;
      case 'warning': {
        const { code, message, help } = event;
        const details = help === undefined ? {} : { help };
        const error = new IdentityCenterError(toCode(code), message, details);
        const named = session === undefined ? {} : { session: nameOf(session) };
        subscribers.tell({ type: 'warning', ...named, error });
        break;
      }
      case 'trace':
        break;
    }
  }

  return center;
}
