import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Systems give whoever asks for any port one of 32,768 (Linux) or 49,152 (RFC 6335) and above. */
const FIRST = 20_000;
const LAST = 32_767;

/** A port of 127.0.0.1 that nobody listens on, and that no other test gets who asks the system for any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST + 1);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
