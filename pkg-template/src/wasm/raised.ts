// What a caller's own functions raised while the core was calling them: the core keeps code, sentence and help of an error,
// and the caller wants the rest back.

import { IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { Remember } from './bridge.js';

/** The errors of one call. */
export interface Raised {
  readonly remember: Remember;
  /** The error of a call, with the one that was raised in the place of what the core made of it. */
  restored(error: unknown): unknown;
}

/** None yet. */
export function createRaised(): Raised {
  const errors: IdentityCenterError[] = [];
  return {
    remember: (error) => errors.push(error),
    restored(error) {
      if (!isIdentityCenterError(error)) return error;
      return errors.find(({ message }) => message === error.message) ?? error;
    },
  };
}

/** The error of a function that a caller gave: one of ours as it is, any other as the cause of an `ERR_INVALID_ARGUMENT`. */
export function failedOption(name: string, cause: unknown): IdentityCenterError {
  if (isIdentityCenterError(cause)) return cause;
  // Not what the cause says, which may hold anything.
  return new IdentityCenterError('ERR_INVALID_ARGUMENT', `The function options.${name} failed.`, {
    help: 'See the cause of this error.',
    cause,
  });
}
