/** How a person's decision arrives, from a page or from a script. */

import { bodyForm, type Exchange } from './exchange.js';
import { Refusal } from './refusal.js';

/**
 * The decision in a submitted form; none when the form has none.
 *
 * A form that another site submitted is refused (403): its person never saw the page. Scripts, which send neither `Origin`
 * nor `Sec-Fetch-Site`, pass.
 */
export function submittedDecision(exchange: Exchange): 'approve' | 'deny' | undefined {
  const origin = exchange.headers.get('origin');
  const site = exchange.headers.get('sec-fetch-site');
  if (
    (origin !== null && origin !== exchange.url.origin) ||
    (site !== null && site !== 'same-origin')
  ) {
    throw new Refusal('AccessDenied', 'The form was submitted by another site.');
  }
  const decision = bodyForm(exchange).get('decision');
  if (decision === null) return undefined;
  if (decision !== 'approve' && decision !== 'deny') {
    throw new Refusal('InvalidRequest', 'The decision has to be "approve" or "deny".');
  }
  return decision;
}
