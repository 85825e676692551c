/** An answer, and how it leaves through node:http. */

import type { ServerResponse } from 'node:http';

/** An answer. The security headers are not its to name. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A sentence as an answer. */
export function sentence(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      ...headers,
    },
    body: `${text}\n`,
  };
}

/** Sends it, beside the headers that are set already. */
export function send(
  outgoing: ServerResponse,
  { status, headers, body }: Reply,
  hasBody: boolean,
): void {
  const bytes = Buffer.from(body);
  const length = status === 304 ? {} : { 'content-length': String(bytes.length) };
  outgoing.writeHead(status, { ...headers, ...length });
  if (hasBody && status !== 304) outgoing.end(bytes);
  else outgoing.end();
}
