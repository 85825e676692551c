/**
 * The command's own HTTP client in the form of `fetch`, for the relay: with the proxies, the certificate authorities and
 * the limits that every command has.
 */

import type { HttpRequest, HttpResponse } from '../../host.js';

/** The statuses whose responses have no body (Fetch standard, "null body status"). */
const BODILESS: readonly number[] = [101, 103, 204, 205, 304];

/** A `fetch` over `send`. It follows no redirect. Rejects as `send` does; a signal that aborts ends the exchange. */
export function fetchOver(
  send: (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>,
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // The caller's own: a request's signal follows it only as long as something holds the request.
    const response = await send(await plain(request), init?.signal ?? request.signal);
    const body = BODILESS.includes(response.status) ? null : Buffer.from(response.body);
    return new Response(body, {
      status: response.status,
      headers: response.headers.map(([name, value]): [string, string] => [name, value]),
    });
  };
}

async function plain(request: Request): Promise<HttpRequest> {
  const { method, url, headers } = request;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    throw new TypeError(`The relay sends no ${method}.`);
  }
  const body = new Uint8Array(await request.arrayBuffer());
  return { method, url, headers: [...headers], body };
}
