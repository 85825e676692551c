// The only way out of a browser under test: it notes where somebody wanted to go, and lets nobody through.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';

export interface RefusingProxy {
  /** Such as `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Who was asked for, without ports. */
  readonly hosts: ReadonlySet<string>;
  close(): void;
}

export async function refuseForeignHosts(): Promise<RefusingProxy> {
  const hosts = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const asked = request.url ?? '';
    hosts.add(URL.canParse(asked) ? new URL(asked).hostname : asked);
    response.writeHead(502, { connection: 'close' }).end();
  });
  server.on('connect', (request, socket) => {
    hosts.add((request.url ?? '').replace(/:\d+$/, ''));
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    hosts,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
