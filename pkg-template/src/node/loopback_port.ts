// A port that only this machine reaches.

import type { Server } from 'node:net';
import { IdentityCenterError } from '../errors.js';
import { systemCode } from './file_error.js';

/** The one address that AWS lets a browser come back to (RFC 8252 section 7.3). */
export const LOOPBACK_ADDRESS = '127.0.0.1';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/**
 * Lets the server listen on that port of 127.0.0.1, 0 being any free one, and returns the port.
 *
 * Rejects with `ERR_NETWORK` when the port cannot be had; `help` is the next step then.
 */
export async function bindLoopback(server: Server, port: number, help: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const code = systemCode(cause);
      const reason = REASONS[code] ?? (code || 'no reason is known');
      reject(
        new IdentityCenterError(
          'ERR_NETWORK',
          `Port ${port} of ${LOOPBACK_ADDRESS} cannot be opened: ${reason}.`,
          { help, cause, retryable: false },
        ),
      );
    };
    server.once('error', fail);
    server.listen({ host: LOOPBACK_ADDRESS, port, exclusive: true }, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else fail(undefined);
    });
  });
}
