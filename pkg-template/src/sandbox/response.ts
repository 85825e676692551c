/** Answers on their way out. */

import { page, type Answer } from './exchange.js';
import { layout, outcome } from './layout.js';
import type { Settings } from './options.js';
import { statusOf, writeRefusal, type Refusal, type Service } from './refusal.js';

/** A refusal as the service's answer; a person gets a page. */
export function refuse(service: Service, refusal: Refusal, requestId: string): Answer {
  if (service === 'page') {
    const main = outcome('bad', 'That did not work', refusal.message);
    return page(statusOf(service, refusal), layout('That did not work', main));
  }
  const { status, contentType, headers, body } = writeRefusal(service, refusal, requestId);
  return { status, headers: { 'Content-Type': contentType, ...headers }, body };
}

/** The answer with the headers that all answers have. */
export function respond(
  settings: Settings,
  service: Service,
  requestId: string,
  answer: Answer,
): Response {
  const headers = new Headers({
    Date: new Date(settings.now()).toUTCString(),
    'x-amzn-RequestId': requestId,
    'Cache-Control': 'no-store',
    ...(service === 'sts' ? { 'Access-Control-Allow-Origin': '*' } : {}),
    ...answer.headers,
  });
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers });
}
