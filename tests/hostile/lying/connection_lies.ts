// Lies of the connection: it ends too early, or never, or what comes over it is no HTTP.

import { bad, FINE, LATE, TOO_LARGE, brokeOff, notHttp, tooManyHeaders } from './verdict.js';
import type { Lie } from './lie.js';
import type { Socket } from 'node:net';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Calls `more` until the connection ends, at the pace at which the other side takes it. */
function endlessly(socket: Socket, more: () => string | Buffer): void {
  const write = (): void => {
    while (!socket.destroyed) if (!socket.write(more())) break;
    if (!socket.destroyed) socket.once('drain', write);
  };
  write();
}

/** A byte now and then. */
function drip(socket: Socket, text: string, then: string): void {
  socket.write(text);
  const timer = setInterval(() => socket.write(then), 40);
  socket.once('close', () => clearInterval(timer));
}

const BLOCK = Buffer.alloc(65_536, 'x');

function says(text: string): Lie['tell'] {
  return ({ socket }) => void socket.end(text, 'latin1');
}

/** The lies. */
export const CONNECTION_LIES: readonly Lie[] = [
  {
    name: 'reset before the answer',
    place: 'connection',
    tell: ({ reset }) => reset(),
    verdict: brokeOff,
  },
  {
    name: 'closed before the answer',
    place: 'connection',
    tell: ({ socket }) => void socket.end(),
    verdict: brokeOff,
  },
  {
    name: 'reset in the status line',
    place: 'connection',
    tell: ({ socket, reset }) => void socket.write('HTTP/1.1 2', reset),
    verdict: brokeOff,
  },
  {
    name: 'closed in the headers',
    place: 'connection',
    tell: says(`${HEAD}Content-Le`),
    verdict: brokeOff,
  },
  {
    name: 'reset in the headers',
    place: 'connection',
    tell: ({ socket, reset }) => void socket.write(`${HEAD}X-A`, reset),
    verdict: brokeOff,
  },
  {
    name: 'reset in the body',
    place: 'body',
    tell: ({ socket, reset }) => void socket.write(`${HEAD}Content-Length: 900\r\n\r\n{"a`, reset),
    verdict: brokeOff,
  },
  {
    name: 'a body shorter than Content-Length',
    place: 'body',
    tell: says(`${HEAD}Content-Length: 900\r\n\r\n{"accessToken": "secret-ha`),
    verdict: brokeOff,
  },
  {
    name: 'chunks without an end',
    place: 'body',
    tell: says(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`),
    verdict: brokeOff,
  },
  {
    name: 'silence',
    place: 'connection',
    isSlow: true,
    tell: () => undefined,
    verdict: () => LATE,
  },
  {
    name: 'headers that drip',
    place: 'connection',
    isSlow: true,
    tell: ({ socket }) => drip(socket, `${HEAD}X-A: `, 'a'),
    verdict: () => LATE,
  },
  {
    name: 'a body that drips',
    place: 'body',
    isSlow: true,
    tell: ({ socket }) => drip(socket, `${HEAD}Content-Length: 90000\r\n\r\n{`, ' '),
    verdict: () => LATE,
  },
  {
    name: 'a body that stops',
    place: 'body',
    isSlow: true,
    tell: ({ socket }) => void socket.write(`${HEAD}Content-Length: 90\r\n\r\n{"a"`),
    verdict: () => LATE,
  },
  {
    name: 'chunks of one byte that drip',
    place: 'body',
    isSlow: true,
    tell: ({ socket }) => drip(socket, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
    verdict: () => LATE,
  },
  {
    name: 'interim answers without end',
    place: 'connection',
    isSlow: true,
    tell: ({ socket }) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    verdict: () => LATE,
  },
  {
    name: '100 MB, announced',
    place: 'body',
    tell: ({ socket }) => {
      socket.write(`${HEAD}Content-Length: 100000000\r\n\r\n`);
      endlessly(socket, () => BLOCK);
    },
    verdict: () => TOO_LARGE,
  },
  {
    name: 'a body without length and without end',
    place: 'body',
    tell: ({ socket }) => {
      socket.write(`${HEAD}\r\n{"a":"`);
      endlessly(socket, () => BLOCK);
    },
    verdict: () => TOO_LARGE,
  },
  {
    name: 'chunks, and no last one',
    place: 'body',
    tell: ({ socket }) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
      endlessly(socket, () => `10000\r\n${BLOCK.toString('latin1')}\r\n`);
    },
    verdict: () => TOO_LARGE,
  },
  {
    name: 'headers without end',
    place: 'connection',
    tell: ({ socket }) => {
      socket.write(HEAD);
      let number = 0;
      endlessly(socket, () => `X-${(number += 1)}: ${'x'.repeat(900)}\r\n`);
    },
    verdict: tooManyHeaders,
  },
  {
    name: 'one header without end',
    place: 'connection',
    tell: ({ socket }) => {
      socket.write(`${HEAD}X-A: `);
      endlessly(socket, () => BLOCK);
    },
    verdict: tooManyHeaders,
  },
  ...Object.entries({
    'an SSH banner': 'SSH-2.0-OpenSSH_9.9\r\n',
    'a TLS alert': '\x15\x03\x01\x00\x02\x02\x0a',
    'HTTP/2 frames': '\x00\x00\x12\x04\x00\x00\x00\x00\x00',
    'a status that is none': 'HTTP/1.1 OK\r\n\r\n',
    'binary zeros': '\0'.repeat(100),
    'two lengths': `${HEAD}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`,
    'a negative length': `${HEAD}Content-Length: -1\r\n\r\n{}`,
    'a length in words': `${HEAD}Content-Length: two\r\n\r\n{}`,
    'a header with a NUL': `${HEAD}X-A: a\0b\r\n\r\n{}`,
  }).map(([name, text]): Lie => ({
    name,
    place: 'connection',
    tell: says(text),
    verdict: notHttp,
  })),
  {
    name: 'a chunk of no length',
    place: 'body',
    tell: says(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`),
    verdict: notHttp,
  },
  {
    name: 'another protocol instead of an answer',
    place: 'connection',
    tell: ({ socket }) =>
      void socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ),
    // fetch tells nobody why it failed.
    verdict: (door) => (door === 'node' ? bad(/with the HTTP status 101\./) : brokeOff(door)),
  },
  {
    name: 'one byte at a time, but in time',
    place: 'body',
    async tell({ socket, honest }) {
      const { status, headers, body } = await honest();
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const text = `HTTP/1.1 ${status} OK\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
      socket.setNoDelay(true);
      for (const byte of text) socket.write(byte);
    },
    verdict: () => FINE,
  },
];
