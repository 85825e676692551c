// Connections that say nothing: what keeps a port of this machine open to a browser while others hold connections to it.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** More than a system lets wait to be accepted. */
const MAX_SILENT = 1024;

/**
 * Cuts the connection that has been without a request longest when there are more of them than 1024. A browser speaks at once,
 * so silence keeps it out only if so many come in the time that takes; a limit of all connections would keep it out at once.
 */
export function limitSilence(server: Server): void {
  // In the order in which they came.
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size > MAX_SILENT) oldest?.destroy();
  });
  server.on('request', ({ socket }) => silent.delete(socket));
}
