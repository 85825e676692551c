// A place of the browser's that cannot be used.

import { IdentityCenterError } from '../errors.js';

/** `ERR_STORE`: this place could not be `action`. */
export function storageError(
  place: 'sessionStorage' | 'database',
  action: 'read' | 'written',
  cause: unknown,
): IdentityCenterError {
  return new IdentityCenterError('ERR_STORE', `The browser's ${place} could not be ${action}.`, {
    help:
      place === 'sessionStorage'
        ? 'Let the browser store data for this site, or sign in with a device code, which leaves no page.'
        : "Let the browser store data for this site, or free some of its space, or use the storage 'memory'.",
    cause,
  });
}
