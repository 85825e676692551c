/** Reading what `keepPlace` wrote. */

import type { BrowserStorage } from 'aws-sso-wasm/browser';
import { asObject, parsed, textOf } from './json.js';
import { readSessionFacts, type Place, type SessionFacts } from './session_facts.js';

/** What is kept. */
export interface KeptPlace {
  readonly storage: BrowserStorage;
  readonly place: Place;
  readonly session?: SessionFacts;
}

/** Reads what was kept; whatever is not understood is left out. */
export function readPlace(text: string): KeptPlace {
  const kept = asObject(parsed(text));
  const place = asObject(kept?.['place']);
  const query = textOf(place, 'query');
  const accountId = textOf(place, 'accountId');
  const roleName = textOf(place, 'roleName');
  const storage = textOf(kept, 'storage');
  const session = readSessionFacts(kept?.['session']);
  return {
    storage: storage === 'session' || storage === 'local' ? storage : 'memory',
    place: {
      ...(query === undefined ? {} : { query }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(roleName === undefined ? {} : { roleName }),
    },
    ...(session === undefined ? {} : { session }),
  };
}
