// One lie, and what it has to come to.

import type { Operation, Tell } from './server.js';
import type { Door, Place, Verdict } from './verdict.js';

/** A lie. */
export interface Lie {
  readonly name: string;
  readonly place: Place;
  /** It ends only with the time that an exchange may take. */
  readonly isSlow?: true;
  readonly tell: Tell;
  /** What it comes to where nothing about the operation is special. */
  readonly verdict: (door: Door, operation: Operation) => Verdict;
}
