// Stands for AWS, and answers as the request's `next_token` says.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers the relays of all runtimes. */
export interface Upstream {
  readonly url: string;
  /** How many requests came. */
  readonly count: () => number;
  /** Resolves when a relay ends a connection before it was answered. */
  readonly abandoned: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const SHOWN = [
  'accept',
  'authorization',
  'content-type',
  'cookie',
  'origin',
  'x-amz-sso_bearer_token',
  'x-requested-by',
];

/** What came up, for the page to see. */
async function echo(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  let body = '';
  for await (const text of incoming.setEncoding('utf8')) body += String(text);
  const headers = Object.fromEntries(SHOWN.map((name) => [name, incoming.headers[name]]));
  outgoing
    .writeHead(200, {
      'Content-Type': 'application/json',
      Date: 'Wed, 01 May 2024 10:00:00 GMT',
      'x-amzn-RequestId': 'r-1',
    })
    .end(JSON.stringify({ method: incoming.method, url: incoming.url, headers, body }));
}

const ANSWERS: Readonly<Record<string, (outgoing: ServerResponse) => void>> = {
  throttled: (outgoing) =>
    outgoing
      .writeHead(429, {
        'Content-Type': 'application/x-amz-json-1.1',
        Date: 'Wed, 01 May 2024 10:00:00 GMT',
        'Retry-After': '3',
        'Set-Cookie': ['a=b', 'c=d'],
        'Access-Control-Allow-Origin': '*',
        'x-amzn-ErrorType': 'TooManyRequestsException:http://internal.amazon.com/coral/',
      })
      .end('{"message":"Rate exceeded"}'),
  page: (outgoing) =>
    outgoing
      .writeHead(400, { 'Content-Type': 'text/html', Date: 'Wed, 01 May 2024 10:00:00 GMT' })
      .end('<script>alert(1)</script>'),
  redirect: (outgoing) => outgoing.writeHead(302, { Location: '/assignment/accounts' }).end(),
  nothing: (outgoing) => outgoing.writeHead(204, { Date: 'Wed, 01 May 2024 10:00:00 GMT' }).end(),
  // Far more than is passed on, in pieces, without a length.
  large: (outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'application/json' });
    for (let piece = 0; piece < 40; piece += 1) outgoing.write(Buffer.alloc(65_536, 0x20));
    outgoing.end();
  },
  broken: (outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100 });
    outgoing.write('{', () => outgoing.destroy());
  },
  reset: (outgoing) => outgoing.destroy(),
  silent: () => {},
  stalled: (outgoing) => outgoing.writeHead(200, { 'Content-Type': 'application/json' }).write('{'),
};

/** Starts it. */
export async function startUpstream(): Promise<Upstream> {
  let count = 0;
  let tell = (): void => {};
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const { searchParams } = new URL(incoming.url ?? '', 'http://a');
    const answer = ANSWERS[searchParams.get('next_token') ?? ''];
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) tell();
    });
    if (answer === undefined) void echo(incoming, outgoing);
    else answer(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    abandoned: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
