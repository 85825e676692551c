/**
 * What outlives leaving the page for AWS: which session, where its sign-in is to be kept, and where the person was in it.
 * Nothing of it is secret.
 */

import type { BrowserStorage } from 'aws-sso-wasm/browser';
import { readPlace, type KeptPlace } from './place_text.js';
import type { Place, SessionFacts } from './session_facts.js';

const KEY = 'aws-sso-wasm.www.place';

/** Keeps it for this tab. A browser that lets nothing be kept brings the person back to the top. */
export function keepPlace(
  entry: SessionFacts & { readonly storage: BrowserStorage; readonly place: Place },
): void {
  const { storage, place, name, startUrl, region, scopes } = entry;
  const kept: KeptPlace = { storage, place, session: { name, startUrl, region, scopes } };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The library tells why signing in by redirect cannot work here.
  }
}

/** Takes what was kept, once. */
export function takePlace(): KeptPlace {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return readPlace(text ?? '');
  } catch {
    return readPlace('');
  }
}
