// The library over a sandbox in this process, in a time that only waiting moves on.

import { createIdentityCenter, init } from 'aws-sso-wasm';
import type {
  Clock,
  IdentityCenter,
  IdentityCenterEvent,
  IdentityCenterOptions,
  RoleReference,
  Session,
} from 'aws-sso-wasm';
import { createSandbox, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';

export const REDIRECT_URI = 'http://127.0.0.1:4444/oauth/callback';

/** A clock that moves on to the next waking when nothing else happens. */
export interface VirtualClock extends Clock {
  /** Lets that much time pass. */
  pass(milliseconds: number): void;
}

export function createVirtualClock(start = Date.now()): VirtualClock {
  let time = start;
  let isTicking = false;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  const tick = (): void => {
    const [first] = [...sleepers].sort((one, other) => one.at - other.at);
    if (first === undefined) {
      isTicking = false;
      return;
    }
    time = Math.max(time, first.at);
    sleepers.delete(first);
    first.wake();
    setTimeout(tick, 2);
  };

  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const sleeper = { at: time + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener(
          'abort',
          () => {
            sleepers.delete(sleeper);
            reject(signal.reason);
          },
          { once: true },
        );
        if (!isTicking) {
          isTicking = true;
          setTimeout(tick, 2);
        }
      }),
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}

/** Everything a test plays with. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly identityCenter: IdentityCenter;
  readonly session: Session;
  /** The first role of the first account. */
  readonly role: RoleReference;
  /** What was told, in order. */
  readonly events: IdentityCenterEvent[];
}

export async function setStage(
  sandboxOptions: SandboxOptions = {},
  options: IdentityCenterOptions = {},
): Promise<Stage> {
  // Compiling it is not what the tests time.
  await init();
  const clock = createVirtualClock();
  const sandbox = createSandbox({ consent: 'approve', now: clock.now, ...sandboxOptions });
  const identityCenter = createIdentityCenter({ fetch: sandbox.fetch, clock, ...options });
  const { startUrl, region, accounts } = sandbox;
  const events: IdentityCenterEvent[] = [];
  identityCenter.subscribe((event) => events.push(event));
  const [account] = accounts;
  return {
    sandbox,
    clock,
    identityCenter,
    session: identityCenter.session({ startUrl, region }),
    role: { accountId: account?.accountId ?? '', roleName: account?.roles[0] ?? '' },
    events,
  };
}

/** Goes through the consent page of the sandbox. */
export async function signIn({ sandbox, session }: Stage): Promise<void> {
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  await session.completeSignIn(await sandbox.decide(url, 'approve'));
}

/** Whatever the promise comes to, or an error after so many milliseconds: no call may hang. */
export async function inTime<T>(promise: Promise<T>, milliseconds = 5_000): Promise<T> {
  const { promise: late, timer } = lateness(milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function lateness(milliseconds: number): { promise: Promise<never>; timer: NodeJS.Timeout } {
  let give = (_: Error): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    give = reject;
  });
  const timer = setTimeout(
    () => give(new Error(`Nothing came within ${milliseconds} ms.`)),
    milliseconds,
  );
  return { promise, timer };
}

/** The items of an async iterable. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A promise that never settles. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
