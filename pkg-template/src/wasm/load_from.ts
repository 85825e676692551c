// Loading an instance from what a caller gave.

import { argumentError } from '../arguments.js';
import type { init } from '../init.js';
import type { Instance } from './instance.js';

/** Loads an instance from what `init` was given. */
export function loadFrom(instance: Instance, source: Parameters<typeof init>[0]): Promise<void> {
  if (source === undefined) return instance.load().then(ignore);
  if (isGiven(source)) return instance.load(() => source).then(ignore);
  if (typeof source === 'function') return instance.load(source).then(ignore);
  throw argumentError('The source must be a WebAssembly.Module, its bytes, a Response, or a URL.');
}

/** Whether this may be a source itself; what it is will be seen when it is used. */
function isGiven<T>(source: T | (() => T)): source is T {
  return typeof source === 'string' || (typeof source === 'object' && source !== null);
}

function ignore(): void {
  // The instance is nobody's but this package's.
}
