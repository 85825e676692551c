/** Whether a request comes from a page of this very origin. */

import type { Settings } from './options.js';
import { Refusal } from './refusal.js';

/**
 * Refuses what a foreign page, or one that reached this machine under another name, could send.
 *
 * Three things are asked for, and each would do alone in a browser that does as it should. The static header: a foreign page
 * needs a preflight to send it, and no preflight is answered. `Origin` (RFC 6454): exact wherever it is there; browsers
 * leave it out of a GET to their own origin. `Sec-Fetch-Site` (Fetch Metadata): `same-origin` wherever it is there; one of
 * the two has to be.
 */
export function checkProvenance(request: Request, url: URL, settings: Settings): void {
  if (settings.hosts !== undefined && !settings.hosts.has(url.host)) {
    throw new Refusal(403, 'The relay is not served under this host name.');
  }
  const origin = request.headers.get('origin');
  const isOurs =
    settings.origins === undefined
      ? origin === url.origin
      : origin !== null && settings.origins.has(origin);
  if (origin !== null && !isOurs) {
    throw new Refusal(403, 'The relay does not serve pages of this origin.');
  }
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') {
    throw new Refusal(403, 'The relay serves requests from pages of its own origin only.');
  }
  if (site === null && origin === null) {
    throw new Refusal(
      403,
      'The request shows by neither Origin nor Sec-Fetch-Site where it comes from.',
    );
  }
  if (request.headers.get('x-requested-by') !== 'aws-sso-wasm') {
    throw new Refusal(403, 'The request lacks the header X-Requested-By: aws-sso-wasm.');
  }
}
