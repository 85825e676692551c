// An origin with one small page on it, as a bundler makes it.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from 'aws-sso-wasm/sandbox';
import { bundle } from '../entry_sizes.js';

/** A page that can be visited. */
export interface Origin {
  /** Such as `http://127.0.0.1:4411/`. */
  readonly url: string;
  close(): void;
}

interface File {
  readonly type: string;
  readonly body: Uint8Array;
  readonly etag: string;
}

/** Serves a page with this script, and with these headers. What it asks of `/portal/` the sandbox answers. */
export async function origin(
  script: string,
  sandbox: Pick<Sandbox, 'fetch'>,
  pageHeaders: Readonly<Record<string, string>> = {},
): Promise<Origin> {
  const html =
    '<!doctype html><meta charset="utf-8"><title>Page</title><body><script type="module" src="/page.js"></script>';
  const { bytes } = await bundle(script);
  const wasm = await readFile(new URL(import.meta.resolve('aws-sso-wasm/core.wasm')));
  const files = new Map<string, File>([
    ['/', file('text/html', new TextEncoder().encode(html))],
    ['/page.js', file('text/javascript', bytes)],
    ['/core.wasm', file('application/wasm', wasm)],
  ]);
  const server: Server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const found = files.get(pathname);
    if (found !== undefined) {
      const headers = {
        ...pageHeaders,
        'content-type': found.type,
        etag: found.etag,
        'cache-control': 'no-cache',
      };
      const isSame = request.headers['if-none-match'] === found.etag;
      response.writeHead(isSame ? 304 : 200, headers).end(isSame ? undefined : found.body);
    } else if (pathname.startsWith('/portal/')) {
      const token = String(request.headers['x-amz-sso_bearer_token']);
      const path = pathname.slice('/portal'.length);
      const answer = await sandbox.fetch(
        `https://portal.sso.us-east-1.amazonaws.com${path}${search}`,
        {
          headers: { 'x-amz-sso_bearer_token': token },
        },
      );
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function file(type: string, body: Uint8Array): File {
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
