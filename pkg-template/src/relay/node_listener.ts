/** The relay, or any other such function, in a server of node:http, Express or Connect. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { argumentError } from '../arguments.js';
import type { Relay } from './relay.js';

/** For how long the rest of a body that was refused is still read, in milliseconds. */
const LINGER_MILLISECONDS = 1_000;

/** A listener of node:http's `request` event that is a middleware of Express and Connect too. */
export type NodeListener = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next?: (error: unknown) => void,
) => void;

/**
 * Lets `handler` answer the requests of a Node server. The answer is taken whole before it is sent.
 *
 * In Express it comes before whatever reads bodies (`express.json()`). What `handler` rejects with goes to `next`; without
 * one, the answer is a bare 500. Where a client goes away, the request's signal aborts.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for a handler that is no function.
 */
export function nodeListener(handler: Relay): NodeListener {
  if (typeof handler !== 'function') throw argumentError('The handler must be a function.');
  return (incoming, outgoing, next) => {
    serve(handler, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
      else if (next !== undefined) next(error);
      else void send(incoming, outgoing, new Response(null, { status: 500 }));
    });
  };
}

async function serve(
  handler: Relay,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.readableEnded) {
    throw new Error('The body was read before. Mount the relay before what reads bodies.');
  }
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const url = urlOf(incoming);
  const method = incoming.method ?? '';
  if (url === undefined) return await send(incoming, outgoing, new Response(null, { status: 400 }));
  // A Request refuses to hold these.
  if (['CONNECT', 'TRACE', 'TRACK'].includes(method)) {
    return await send(incoming, outgoing, new Response(null, { status: 405 }));
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const isBodiless = method === 'GET' || method === 'HEAD';
  const request = new Request(url, {
    method,
    headers,
    signal: gone.signal,
    ...(isBodiless ? {} : { body: bodyOf(incoming), duplex: 'half' }),
  });
  await send(incoming, outgoing, await handler(request));
}

/** The URL of a request; `undefined` if its `Host` or its target cannot be part of one. */
function urlOf(incoming: IncomingMessage): string | undefined {
  const hosts = incoming.headersDistinct['host'] ?? [];
  const [host] = hosts;
  // Express takes away from `url` the path at which a middleware is mounted, and keeps the whole of it here.
  const original: unknown = Reflect.get(incoming, 'originalUrl');
  const target = typeof original === 'string' ? original : incoming.url;
  const isName = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
  if (hosts.length !== 1 || host === undefined || !isName.test(host)) return undefined;
  if (target === undefined || !target.startsWith('/')) return undefined;
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http';
  const url = `${scheme}://${host}${target}`;
  return URL.canParse(url) ? url : undefined;
}

/** The body, read no faster than it is taken. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  // The connection outlives the iterator: an answer still has to go through it.
  const chunks = incoming.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next: IteratorResult<Uint8Array, unknown> = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await chunks.return?.();
    },
  });
}

async function send(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response,
): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (outgoing.destroyed) return;
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (incoming.complete) {
    outgoing.end(body);
    return;
  }
  // What is left of the body nobody wants. It is thrown away for a while all the same: a connection that ends with bytes
  // unread is reset, and the answer may be lost with it.
  outgoing.shouldKeepAlive = false;
  outgoing.setHeader('Content-Length', body.length);
  outgoing.write(body);
  const end = (): void => {
    clearTimeout(limit);
    outgoing.end();
  };
  const limit = setTimeout(end, LINGER_MILLISECONDS);
  incoming.once('end', end).once('close', end).resume();
}
