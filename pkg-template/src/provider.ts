// What is asked for again and again, such as credentials: held, renewed ahead of its end, once for all who ask.

import type { Center } from './center.js';
import { isIdentityCenterError, type IdentityCenterError } from './errors.js';
import type { Session, SignInRequest } from './session.js';

/** From so long before the end it is renewed in the background. */
const AHEAD_MILLISECONDS = 5 * 60_000;
/** From so long before the end who asks waits for a new one. */
const LEAST_MILLISECONDS = 60_000;
/** After a renewal in the background failed, the next one is not tried sooner. */
const PAUSE_MILLISECONDS = 30_000;

/** What a provider is made from. */
export interface ProviderParts<T> {
  readonly center: Center;
  /** The name of the session that it comes from. */
  readonly session: string;
  /** Gets a new one. */
  readonly load: () => Promise<T>;
  readonly signIn: SharedSignIn;
  /** The caller's way to sign in. */
  readonly onSignInRequired: SignInRequest['onSignInRequired'];
}

/** A function that gives what is held, or gets it. It keeps no process alive, and sets no timer. */
export function createProvider<T extends { readonly expiration?: Date }>(
  parts: ProviderParts<T>,
): () => Promise<T> {
  const { center, session, load, signIn, onSignInRequired } = parts;
  let held: T | undefined;
  let renewing: Promise<T> | undefined;
  let turn = center.turn(session);
  let pausedUntil = -Infinity;

  const left = (value: T | undefined): number =>
    value === undefined ? 0 : (value.expiration?.getTime() ?? Infinity) - center.now();

  const renew = (): Promise<T> => {
    if (renewing !== undefined) return renewing;
    const begun = turn;
    const renewal = load()
      .then((value) => {
        // Who signed out meanwhile must not be handed this again; and what has no end may be another any time.
        if (begun === center.turn(session) && value.expiration !== undefined) held = value;
        return value;
      })
      .finally(() => {
        if (renewing === renewal) renewing = undefined;
      });
    renewing = renewal;
    return renewal;
  };

  const obtain = async (): Promise<T> => {
    const before = signIn.count();
    try {
      return await renew();
    } catch (error) {
      if (!isIdentityCenterError(error, 'ERR_SIGN_IN_REQUIRED')) {
        // What has not ended is better than nothing.
        if (held !== undefined && left(held) > 0) return held;
        throw error;
      }
      if (onSignInRequired === undefined) throw error;
      if (signIn.count() === before) await signIn.run(onSignInRequired, error);
      return await renew();
    }
  };

  return async () => {
    if (turn !== center.turn(session)) {
      turn = center.turn(session);
      held = undefined;
      renewing = undefined;
    }
    if (held === undefined || left(held) <= LEAST_MILLISECONDS) return { ...(await obtain()) };
    if (left(held) <= AHEAD_MILLISECONDS && center.now() >= pausedUntil) {
      renew().catch(() => {
        pausedUntil = center.now() + PAUSE_MILLISECONDS;
      });
    }
    return { ...held };
  };
}

/** The sign-ins that the providers of one session ask for. */
export interface SharedSignIn {
  /** How many were finished. */
  count(): number;
  /** Starts one, or waits for the one under way. */
  run(
    begin: NonNullable<SignInRequest['onSignInRequired']>,
    error: IdentityCenterError,
  ): Promise<void>;
}

/** None is under way. */
export function createSharedSignIn(session: () => Session | Promise<Session>): SharedSignIn {
  let finished = 0;
  let running: Promise<void> | undefined;
  return {
    count: () => finished,
    run(begin, error) {
      running ??= Promise.resolve()
        .then(async () => begin(await session(), error))
        .then(() => {
          finished += 1;
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}
