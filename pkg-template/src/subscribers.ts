// Whoever wants to be told of events.

import type { IdentityCenterEvent, IdentityCenterListener } from './events.js';

/** Those who subscribed. */
export interface Subscribers {
  /** Adds one; what is returned takes it away again. */
  add(listener: IdentityCenterListener): () => void;
  /** Tells all of them, in the order in which they came. What they throw is their own affair. */
  tell(event: IdentityCenterEvent): void;
}

/** Nobody yet. */
export function createSubscribers(): Subscribers {
  const entries = new Set<{ readonly listener: IdentityCenterListener }>();
  return {
    add(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    tell(event) {
      for (const { listener } of [...entries]) {
        try {
          listener(event);
        } catch {
          // An observer's failure is not the sign-in's.
        }
      }
    },
  };
}
