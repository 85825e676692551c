/** The handler: every check in its order, then the exchange. */

import { settle, type RelayOptions, type Settings } from './options.js';
import { partitionOf } from './partitions.js';
import { checkProvenance } from './provenance.js';
import { queryOf } from './query.js';
import { Refusal, refuse } from './refusal.js';
import { requestBody } from './request_body.js';
import { routeOf } from './routes.js';
import { bearerToken } from './token.js';
import { exchange } from './upstream.js';

/** Answers a request as a server does. */
export type Relay = (request: Request) => Promise<Response>;

/**
 * A relay for pages, as a function that any server can mount.
 *
 * It keeps nothing, logs nothing, and answers 404 for the paths that are not its own. Its promise rejects only with what the
 * hook `authorize` throws.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options that cannot be.
 */
export function createRelay(options: RelayOptions = {}): Relay {
  const settings = settle(options);
  return async (request) => {
    const ending = new AbortController();
    const stop = (): void => ending.abort(new Refusal(499, 'The request was cancelled.'));
    const limit = setTimeout(
      () => ending.abort(new Refusal(504, 'IAM Identity Center did not answer in time.')),
      settings.timeoutMilliseconds,
    );
    if (request.signal.aborted) stop();
    else request.signal.addEventListener('abort', stop);
    try {
      return await answer(request, settings, ending.signal);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error);
      throw error;
    } finally {
      clearTimeout(limit);
      request.signal.removeEventListener('abort', stop);
    }
  };
}

async function answer(
  request: Request,
  settings: Settings,
  signal: AbortSignal,
): Promise<Response> {
  const url = new URL(request.url);
  const found = routeOf(settings.basePath, url.pathname);
  if (found === undefined) throw new Refusal(404, 'The relay has no such path.');
  const { route, region } = found;
  if (request.method !== route.method) {
    throw new Refusal(405, `This path takes ${route.method} only.`, { Allow: route.method });
  }
  checkProvenance(request, url, settings);
  if (settings.authorize !== undefined && (await settings.authorize(request)) !== true) {
    throw new Refusal(403, 'The server does not let this person use the relay.');
  }
  const partition = partitionOf(region);
  if (partition === undefined) throw new Refusal(400, 'There is no such Region.');
  if (settings.regions !== undefined && !settings.regions.has(region)) {
    throw new Refusal(403, 'The relay does not serve this Region.');
  }
  const query = queryOf(url, route.parameters);
  const token = route.service === 'portal' ? bearerToken(request.headers) : undefined;
  const body = await requestBody(request, route, signal);
  return await exchange({ route, region, partition, query, token, body }, settings, signal);
}
