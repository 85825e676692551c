/** The port of the web console: 127.0.0.1, with limits on what anybody on this machine can hold up. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bindLoopback } from '../../node/loopback_port.js';
import { limitSilence } from '../../node/silent_connections.js';
import { type Reply, send, sentence } from './reply.js';

/** Room for an authorization code and for the cookies of everything else on 127.0.0.1. */
const MAX_HEADER_BYTES = 16 * 1024;
/** For the headers of a request to come in. */
const HEADERS_MILLISECONDS = 5_000;
/** For the whole of a request to come in. */
const REQUEST_MILLISECONDS = 10_000;
/**
 * For anything to move on a connection: longer than an answer of AWS may take, and than a page waits between two polls, so that no
 * request meets a closing connection.
 */
const IDLE_MILLISECONDS = 30_000;
/** Those that have sent a request included. */
const MAX_CONNECTIONS = 4096;

/** A server that listens. */
export interface ConsoleServer {
  readonly port: number;
  /** Stops listening, and ends every connection. */
  close(): void;
}

/** What answers requests, and the headers that every answer has. */
export interface Answering {
  /** The answer; `undefined` if it has been given, or will be, by somebody else. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<Reply | undefined>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Opens the port, 0 being any free one. Rejects with `ERR_NETWORK` when it cannot be had. */
export async function openServer(
  port: number,
  answeringAt: (port: number) => Answering,
): Promise<ConsoleServer> {
  let answering: Answering | undefined;
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_MILLISECONDS,
      requestTimeout: REQUEST_MILLISECONDS,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: IDLE_MILLISECONDS,
    },
    (incoming, outgoing) => {
      if (answering === undefined) {
        outgoing.destroy();
        return;
      }
      const { answer, headers } = answering;
      const hasBody = incoming.method !== 'HEAD';
      for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
      answer(incoming, outgoing)
        .catch(() => sentence(500, 'The console failed to answer.'))
        .then((reply) => {
          if (reply === undefined) return;
          // What is left of a body that nobody asked for does not hold up the connection.
          incoming.resume();
          send(outgoing, reply, hasBody);
        })
        .catch(() => outgoing.destroy());
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  limitSilence(server);
  server.setTimeout(IDLE_MILLISECONDS);
  const help =
    port === 0
      ? 'Free a port, or give one with --port.'
      : 'Give another one with --port, or leave it out for any that is free.';
  const actualPort = await bindLoopback(server, port, help);
  answering = answeringAt(actualPort);
  return {
    port: actualPort,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
