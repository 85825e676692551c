// Servers on the loopback interface that last as long as a test.

import { once } from 'node:events';
import type { Server as NetServer, Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** Makes the server listen on any free port of 127.0.0.1, and gives the port. */
export async function listen(t: TestContext, server: NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}
