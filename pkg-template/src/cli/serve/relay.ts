/** The relay behind the console's own rules: node:http on one side, `fetch` on the other. */

import type { IncomingMessage } from 'node:http';
import type { Host } from '../../host.js';
import { createRelay } from '../../relay/index.js';
import type { Reply } from './reply.js';
import type { WebConsoleSettings } from './settings.js';
import { fetchOver } from './upstream.js';

/** The path below which it stands. */
export const RELAY_PATH = '/idc';
/** As much as the relay takes, and one byte more, so that it sees what is too much. */
const MAX_BODY_BYTES = 64 * 1024 + 1;

/** Hands requests on to AWS, or to the configured endpoints. */
export function relayFor(
  host: string,
  { endpoints }: Pick<WebConsoleSettings, 'endpoints'>,
  send: Host['send'],
): (incoming: IncomingMessage) => Promise<Reply> {
  const origin = `http://${host}`;
  const { ssoOidc, sso } = endpoints;
  const relay = createRelay({
    basePath: RELAY_PATH,
    origins: [origin],
    fetch: fetchOver(send),
    endpoints: {
      ...(ssoOidc === undefined ? {} : { ssoOidc }),
      ...(sso === undefined ? {} : { sso }),
    },
  });
  return async (incoming) => {
    const { method = '', url = '', socket } = incoming;
    if (method !== 'GET' && method !== 'POST') {
      return relayRefusal(405, 'Only GET and POST are relayed.', { allow: 'GET, POST' });
    }
    const headers = new Headers();
    for (const [name, values] of Object.entries(incoming.headersDistinct)) {
      for (const value of values ?? []) headers.append(name, value);
    }
    const gone = new AbortController();
    const stop = (): void => gone.abort();
    socket.once('close', stop);
    try {
      const body = method === 'POST' ? await readBody(incoming) : undefined;
      const request = new Request(`${origin}${url}`, {
        method,
        headers,
        signal: gone.signal,
        ...(body === undefined ? {} : { body }),
      });
      const response = await relay(request);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    } finally {
      socket.off('close', stop);
    }
  };
}

/** A refusal of ours in the form of the relay's own, of which the core makes a sentence. */
export function relayRefusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ __type: 'RelayException', message }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let left = MAX_BODY_BYTES;
  for await (const chunk of incoming as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
