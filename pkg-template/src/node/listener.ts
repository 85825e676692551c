// Waits for the browser's redirect on the loopback interface (RFC 8252 sections 7.3 and 8.3).
//
// It filters the transport only: who asks for the right path of the right host by GET. Whether a redirect is the
// one that is waited for is the core's to say; until it says so, the listener keeps listening.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { aborted, IdentityCenterError } from '../errors.js';
import type { Listener, Redirect } from '../host.js';
import { renderPage } from './listener_page.js';
import { bindLoopback, LOOPBACK_ADDRESS } from './loopback_port.js';
import { NOTICE_HEADERS } from './notice_page.js';
import { limitSilence } from './silent_connections.js';

/** The only path that AWS accepts. */
const PATH = '/oauth/callback';
/** Room for any authorization code, and for nothing much bigger. */
const MAX_HEADER_BYTES = 16 * 1024;
/** For the headers of a request to come in, and for a page to be taken. */
const PATIENCE_MILLISECONDS = 5000;
/** Redirects that came in faster than they were judged. */
const MAX_WAITING = 512;

/** A listener that also takes what the person pastes. */
export interface LoopbackListener extends Listener {
  /** Takes a URL that was pasted into the terminal. */
  paste(url: string): void;
  /** Resolves when the listener is closed and its last page sent. */
  readonly closed: Promise<void>;
}

/**
 * Listens on that port of 127.0.0.1; 0 is any free one.
 *
 * Rejects with `ERR_NETWORK` when the port cannot be had, and with `ERR_ABORTED`.
 */
export async function openListener(port: number, signal: AbortSignal): Promise<LoopbackListener> {
  if (signal.aborted) throw aborted(signal.reason);
  const arrivals = createArrivals(signal);
  const open = new Map<number, ServerResponse>();
  let lastId = 0;
  let host = '';

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const refusal = judge(request, host) ?? (arrivals.isFull() ? 503 : undefined);
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    // From here on it is not the browser that takes its time.
    request.socket.setTimeout(0);
    const id = (lastId += 1);
    open.set(id, response);
    response.on('close', () => open.delete(id));
    arrivals.add({ id, url: `http://${host}${request.url}`, pasted: false });
  };

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: PATIENCE_MILLISECONDS,
      requestTimeout: PATIENCE_MILLISECONDS,
      connectionsCheckingInterval: 1000,
    },
    receive,
  );
  limitSilence(server);
  server.setTimeout(PATIENCE_MILLISECONDS);
  const actualPort = await bindLoopback(
    server,
    port,
    'Use another port, or the device code, which needs none.',
  );
  host = `${LOOPBACK_ADDRESS}:${actualPort}`;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));

  const answer: Listener['answer'] = (id, page, detail) => {
    const response = open.get(id);
    if (response === undefined) return;
    open.delete(id);
    response.socket?.setTimeout(PATIENCE_MILLISECONDS);
    const { status, html } = renderPage(page, detail);
    send(response, status, 'text/html; charset=utf-8', html);
    // The redirect that was waited for has come: nobody needs the port any more.
    if (page === 'signed-in') server.close();
  };

  return {
    port: actualPort,
    closed,
    next: arrivals.next,
    answer,
    paste(url) {
      arrivals.add({ id: (lastId += 1), url, pasted: true });
    },
    close() {
      arrivals.end();
      for (const id of open.keys()) answer(id, 'ignored', '');
      if (server.listening) server.close();
      server.closeIdleConnections();
    },
  };
}

/** The status with which to refuse the request; `undefined` if it is a redirect. */
function judge(request: IncomingMessage, host: string): number | undefined {
  // A page of another name that resolves to 127.0.0.1 has its own name here (DNS rebinding).
  const hosts = request.headersDistinct['host'] ?? [];
  if (hosts.length !== 1 || hosts[0] !== host) return 400;
  if (request.url?.split('?', 1)[0] !== PATH) return 404;
  if (request.method !== 'GET') return 405;
  return undefined;
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Bad request.\n',
  404: 'Not found.\n',
  405: 'Method not allowed.\n',
  503: 'Too many requests at once.\n',
};

function refuse(response: ServerResponse, status: number): void {
  if (status === 405) response.setHeader('allow', 'GET');
  send(response, status, 'text/plain; charset=utf-8', REFUSALS[status] ?? '');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    ...NOTICE_HEADERS,
    connection: 'close',
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

interface Arrivals {
  add(redirect: Redirect): void;
  next(timeoutMilliseconds: number): Promise<Redirect>;
  isFull(): boolean;
  /** Nobody waits any more. */
  end(): void;
}

// The redirects between their arrival and the core's question for them.
function createArrivals(signal: AbortSignal): Arrivals {
  const waiting: Redirect[] = [];
  let take: ((redirect: Redirect) => void) | undefined;
  let giveUp: ((error: IdentityCenterError) => void) | undefined;
  const onAbort = (): void => giveUp?.(aborted(signal.reason));
  signal.addEventListener('abort', onAbort);

  return {
    add(redirect) {
      if (take === undefined) waiting.push(redirect);
      else take(redirect);
    },
    isFull: () => waiting.length >= MAX_WAITING,
    async next(timeoutMilliseconds) {
      if (signal.aborted) throw aborted(signal.reason);
      const redirect = waiting.shift();
      if (redirect !== undefined) return redirect;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise((resolve, reject) => {
          take = resolve;
          giveUp = reject;
          timer = setTimeout(() => reject(tooLate()), timeoutMilliseconds);
        });
      } finally {
        clearTimeout(timer);
        take = undefined;
        giveUp = undefined;
      }
    },
    end() {
      signal.removeEventListener('abort', onAbort);
      giveUp?.(aborted());
    },
  };
}

function tooLate(): IdentityCenterError {
  return new IdentityCenterError('ERR_TIMEOUT', 'The browser did not come back in time.', {
    help: 'Start the sign-in again, and finish it in the browser.',
    retryable: false,
  });
}
