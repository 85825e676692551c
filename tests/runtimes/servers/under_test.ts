import { useLibrary } from './library_under_test.js';
import { relayTo } from './relay_under_test.js';

/** The relays, and at `/library` what the library does. */
export function handlerFor(upstream: string): (request: Request) => Promise<Response> {
  const relay = relayTo(upstream);
  return (request) =>
    new URL(request.url).pathname === '/library' ? useLibrary(upstream) : relay(request);
}
