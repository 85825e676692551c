/** The exchange with AWS. */

import { readBody, TooLarge, untilAborted } from '../web/body.js';
import type { Settings } from './options.js';
import { hostOf, type Partition } from './partitions.js';
import { Refusal } from './refusal.js';
import { respond } from './response.js';
import type { Route } from './routes.js';

/** The largest answer that is passed on, in bytes. */
const MAX_ANSWER = 1_048_576;

/** What comes down, besides the status and the body. `date` tells the page by how much its clock is off. */
const PASSED_ON = ['date', 'requestid', 'retry-after', 'x-amzn-errortype', 'x-amzn-requestid'];

/** What goes up: nothing of the page's but these. */
export interface UpstreamRequest {
  readonly route: Route;
  readonly region: string;
  readonly partition: Partition;
  /** `?` included, or nothing. */
  readonly query: string;
  readonly token: string | undefined;
  readonly body: string | undefined;
}

/** Asks AWS, and makes its answer the relay's. */
export async function exchange(
  request: UpstreamRequest,
  settings: Settings,
  signal: AbortSignal,
): Promise<Response> {
  signal.throwIfAborted();
  const { route, query, token, body } = request;
  const init: RequestInit = {
    method: route.method,
    headers: {
      Accept: 'application/json',
      ...(route.service === 'oidc' ? { 'Content-Type': 'application/json' } : {}),
      ...(token === undefined ? {} : { 'x-amz-sso_bearer_token': token }),
    },
    redirect: 'manual',
    signal,
    ...(body === undefined ? {} : { body }),
  };
  try {
    const url = `${baseUrl(request, settings)}${route.path}${query}`;
    const answer = await untilAborted(settings.fetch(url, init), signal);
    if (!isFinal(answer.status)) {
      answer.body?.cancel().catch(() => {});
      throw new Refusal(
        502,
        'IAM Identity Center answered with a redirect, which is not followed.',
      );
    }
    const bytes = await readBody(answer.body, MAX_ANSWER, signal);
    return respond(answer.status, headersOf(answer, bytes.length), bytes);
  } catch (error) {
    if (error instanceof Refusal || signal.aborted) throw error;
    if (error instanceof TooLarge) {
      throw new Refusal(502, 'The answer of IAM Identity Center is larger than 1 MiB.');
    }
    // The reason may name the URL, and so the query.
    throw new Refusal(502, 'The relay cannot reach IAM Identity Center.');
  }
}

/** INVARIANT: Of the request only a Region that has a partition becomes part of the host. */
function baseUrl(
  { route, region, partition }: UpstreamRequest,
  { endpoints, variant }: Settings,
): string {
  return route.service === 'oidc'
    ? (endpoints.oidc ?? `https://${hostOf('oidc', region, partition, variant)}`)
    : (endpoints.portal ?? `https://${hostOf('portal.sso', region, partition, variant)}`);
}

/** A browser's `fetch` has 0 for a redirect that it did not follow. */
function isFinal(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 600);
}

function headersOf(answer: Response, length: number): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  // Anything but JSON goes on as plain text: a page that stood in for the answer must not become one of this origin.
  const isJson = /^application\/(?:json|x-amz-json-1\.[01]) *(?:;|$)/i.test(
    answer.headers.get('content-type') ?? '',
  );
  if (length > 0) {
    headers['Content-Type'] = isJson ? 'application/json' : 'text/plain; charset=utf-8';
  }
  return headers;
}
