// HTTP exchanges over fetch: no redirect is followed, no cookie goes to AWS, and neither size nor time is without limit.

import { aborted, isIdentityCenterError } from '../errors.js';
import type { Headers, HttpClient, HttpRequest, HttpResponse } from '../host.js';
import type { Fetch } from '../identity_center.js';
import { readBody, TooLarge } from './body.js';
import {
  foreignFetchError,
  hostNameError,
  networkError,
  redirectError,
  sizeError,
  timeoutError,
} from './fetch_error.js';
import { release } from './timer_clock.js';

/** For one whole exchange, body included. */
export const TIMEOUT_MILLISECONDS = 15_000;
const MAX_BODY_BYTES = 1024 * 1024;

/** What the platform writes by itself and, in a page, lets nobody else write. */
const OWN_HEADERS = ['connection', 'content-length', 'date', 'host', 'user-agent'];

/** What a fetch client is made from. */
export interface FetchOptions {
  /** The runtime's own unless told, as it is when a request is made. */
  readonly fetch?: Fetch | undefined;
  /** The base of the relay, if there is one: a page's own server may know its visitors by a cookie. */
  readonly relay?: string | undefined;
  /** For one whole exchange; 15 s unless told. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** The HTTP port over fetch. */
export function createFetchClient(options: FetchOptions): HttpClient {
  const { relay, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        if (!URL.canParse(request.url)) return reject(hostNameError());
        const { host } = new URL(request.url);
        const stop = new AbortController();
        const fail = (error: unknown): void => {
          settle();
          reject(isIdentityCenterError(error) ? error : networkError(error, request.url, relay));
          stop.abort();
        };
        const giveUp = (): void => fail(aborted(signal?.reason));
        const timer = setTimeout(
          () => fail(timeoutError(host, timeoutMilliseconds)),
          timeoutMilliseconds,
        );
        release(timer);
        const settle = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
        };
        if (signal?.aborted === true) return giveUp();
        signal?.addEventListener('abort', giveUp, { once: true });
        exchange(request, host, options, stop.signal).then((response) => {
          settle();
          resolve(response);
        }, fail);
      }),
  };
}

async function exchange(
  { method, url, headers, body }: HttpRequest,
  host: string,
  { fetch = globalThis.fetch, relay }: FetchOptions,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const isRelayed = relay !== undefined && url.startsWith(relay);
  const response = await fetch(url, {
    method,
    headers: outgoing(headers),
    ...(body.length > 0 ? { body: Uint8Array.from(body) } : {}),
    redirect: 'manual',
    signal,
    ...pageSettings(isRelayed),
  });
  // What a page is told of a redirect: that there was one, with the status 0.
  if (Object(response).type === 'opaqueredirect') throw redirectError(host);
  if (!isResponse(response)) throw foreignFetchError();
  return {
    status: response.status,
    headers: [...response.headers],
    body: await bodyOf(response, host, signal),
  };
}

function outgoing(headers: Headers): [string, string][] {
  return headers
    .filter(([name]) => !OWN_HEADERS.includes(name.toLowerCase()))
    .map(([name, value]) => [name, value]);
}

/** What concerns pages alone. A runtime that has none of it, such as workerd, refuses to be told. */
function pageSettings(isRelayed: boolean): object {
  if (!('credentials' in Request.prototype)) return {};
  return {
    // A server that answers its page alone knows it by a cookie of their common origin.
    credentials: isRelayed ? 'same-origin' : 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  };
}

/** Whether this can be read as a response; what a caller's fetch gives may be anything. */
function isResponse(value: Response): boolean {
  const { status, headers, arrayBuffer } = Object(value);
  return (
    Number.isInteger(status) &&
    status >= 100 &&
    status <= 999 &&
    typeof headers?.[Symbol.iterator] === 'function' &&
    typeof arrayBuffer === 'function'
  );
}

async function bodyOf(response: Response, host: string, signal: AbortSignal): Promise<Uint8Array> {
  // What a caller's fetch gives may have no stream.
  if (typeof response.body?.getReader !== 'function') {
    const body = new Uint8Array(await response.arrayBuffer());
    if (body.length > MAX_BODY_BYTES) throw sizeError(host);
    return body;
  }
  try {
    return await readBody(response.body, MAX_BODY_BYTES, signal);
  } catch (error) {
    throw error instanceof TooLarge ? sizeError(host) : error;
  }
}
