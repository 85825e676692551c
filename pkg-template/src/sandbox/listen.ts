/** The sandbox on a loopback port, for Node (Deno and Bun have the same modules). */

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IdentityCenterError } from '../errors.js';
import { MAX_BODY } from './exchange.js';
import { ConnectionReset } from './misbehave.js';
import type { Sandbox } from './sandbox.js';

/** Where to listen. */
export interface ListenOptions {
  /** The port; 0, unless told, takes any that is free. */
  readonly port?: number;
  /** Only `127.0.0.1`, which is also what is taken when it is left out. */
  readonly host?: string;
  /** A certificate and its key in PEM: https instead of http. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A sandbox that listens. */
export interface SandboxServer {
  /** Such as `http://127.0.0.1:4411`. */
  readonly url: string;
  readonly port: number;
  /** The variables with which the AWS CLI, every AWS SDK and this package find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops listening and ends every connection, hanging ones too. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const KEEP_ALIVE_MILLISECONDS = 60_000;

/**
 * Serves a sandbox on 127.0.0.1, and nowhere else: it signs everybody in.
 *
 * Rejects with `ERR_INVALID_ARGUMENT` for another host, for a port that is none, and where there is no node:http, and with `ERR_NETWORK` when the
 * port cannot be had.
 */
export async function listen(
  sandbox: Pick<Sandbox, 'fetch'>,
  options: ListenOptions = {},
): Promise<SandboxServer> {
  const host = options.host ?? HOST;
  if (host !== HOST) {
    throw new IdentityCenterError(
      'ERR_INVALID_ARGUMENT',
      `The sandbox listens on ${HOST} only, not on ${host}.`,
      {
        help: 'It signs everybody in, so it must not be reached from other machines. Leave the host out.',
      },
    );
  }
  const wanted = options.port ?? 0;
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new IdentityCenterError('ERR_INVALID_ARGUMENT', `There is no port ${wanted}.`);
  }
  const scheme = options.tls === undefined ? 'http' : 'https';
  const handler: RequestListener = (incoming, outgoing) => {
    void serve(sandbox, scheme, incoming, outgoing);
  };
  const server = createServer(options.tls, handler);
  // Longer than clients wait between two polls, so that no request meets a closing connection.
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new IdentityCenterError('ERR_NETWORK', `The sandbox cannot listen on ${HOST}:${wanted}.`, {
          cause,
          retryable: false,
          help:
            cause.code === 'EADDRINUSE'
              ? 'Another program uses that port. Choose another one.'
              : 'Choose another port.',
        }),
      );
    });
    server.listen(wanted, HOST, () => resolve((server.address() as AddressInfo).port));
  });
  const url = `${scheme}://${HOST}:${port}`;
  return {
    url,
    port,
    environment: {
      AWS_ENDPOINT_URL_SSO_OIDC: url,
      AWS_ENDPOINT_URL_SSO: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_SIGNIN: url,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createServer(tls: ListenOptions['tls'], handler: RequestListener): Server {
  // Not an import: the rest of the sandbox runs, and is bundled, where there is no node:http.
  const builtin = typeof process === 'undefined' ? undefined : process.getBuiltinModule;
  if (builtin === undefined) {
    throw new IdentityCenterError(
      'ERR_INVALID_ARGUMENT',
      'The sandbox can listen in Node, Deno and Bun only.',
      {
        help: 'Elsewhere hand sandbox.fetch to whatever serves requests there.',
      },
    );
  }
  return tls === undefined
    ? builtin('node:http').createServer(handler)
    : builtin('node:https').createServer({ cert: tls.cert, key: tls.key }, handler);
}

async function serve(
  sandbox: Pick<Sandbox, 'fetch'>,
  scheme: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const request = await readRequest(scheme, incoming, gone.signal);
    if (request instanceof Response) await write(request, outgoing);
    else await write(await sandbox.fetch(request), outgoing);
  } catch (error) {
    if (!(error instanceof ConnectionReset) && !gone.signal.aborted && !outgoing.headersSent) {
      outgoing
        .writeHead(500, { 'Content-Type': 'text/plain' })
        .end('The sandbox failed to answer.');
      return;
    }
    incoming.socket.destroy();
  }
}

/** The request, or the answer when it is none for the sandbox. */
async function readRequest(
  scheme: string,
  incoming: IncomingMessage,
  signal: AbortSignal,
): Promise<Request | Response> {
  const { method, url: target, socket } = incoming;
  const host = incoming.headers.host;
  // A page that had its own host name resolve to 127.0.0.1 is told apart by the Host header.
  if (host !== `${HOST}:${socket.localPort}` && host !== `localhost:${socket.localPort}`) {
    return new Response('This host is not served here.', { status: 421 });
  }
  if (method === undefined || target === undefined || !target.startsWith('/')) {
    return new Response(null, { status: 400 });
  }
  // A Request refuses to hold these.
  if (['CONNECT', 'TRACE', 'TRACK'].includes(method)) return new Response(null, { status: 405 });
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const body = await readBody(incoming);
  const bodiless = method === 'GET' || method === 'HEAD' || body.length === 0;
  return new Request(`${scheme}://${host}${target}`, {
    method,
    headers,
    signal,
    ...(bodiless ? {} : { body }),
  });
}

/** The body, up to one byte more than the sandbox takes. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let left = MAX_BODY + 1;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    if (left > 0) chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  let written = 0;
  if (response.body !== null) {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      written += chunk.length;
      if (!outgoing.write(chunk)) await drained(outgoing);
    }
  }
  const promised = Number(response.headers.get('content-length') ?? written);
  if (promised <= written) outgoing.end();
  // Less than promised: the connection has to end, or the other side would wait for the rest.
  else outgoing.write('', () => outgoing.destroy());
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const drain = (): void => {
      outgoing.off('close', close);
      resolve();
    };
    const close = (): void => {
      outgoing.off('drain', drain);
      reject(new ConnectionReset());
    };
    outgoing.once('drain', drain).once('close', close);
  });
}
