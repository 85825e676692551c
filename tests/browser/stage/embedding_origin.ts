// An internal console as a user of the package would build it: its own origin, its own policy, its own relay.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { TestContext } from 'node:test';
import { createRelay } from 'aws-sso-wasm/relay';
import { listen } from '../../node/server.js';
import type { EmbeddingSettings } from '../pages/embedding.js';
import type { WatchedSandbox } from './watched_sandbox.js';

const PACKAGE = new URL('../../../node_modules/aws-sso-wasm/', import.meta.url);
const PAGES = new URL('../pages/', import.meta.url);
const TYPES: ReadonlyMap<string, string> = new Map([
  ['js', 'text/javascript; charset=utf-8'],
  ['wasm', 'application/wasm'],
]);

/** The least that the package needs, beside what the page itself needs. */
export const LEAST_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>';

/** What a browser does that keeps no site's data. */
const BLOCKED = `for (const name of ['sessionStorage', 'indexedDB']) {
  Object.defineProperty(globalThis, name, {
    get() { throw new DOMException('The operation is insecure.', 'SecurityError'); },
  });
}`;

/** An origin that can be told to misbehave. */
export interface EmbeddingOrigin {
  /** Such as `http://127.0.0.1:40001`. */
  readonly url: string;
  /** The Content Security Policy of its documents. */
  policy: string;
  /** What answers below /idc. */
  relay: (request: Request) => Promise<Response>;
  /** Whether the browser lets its documents keep anything. */
  storage: 'usual' | 'blocked';
  /** What the relay was asked for so far: methods and paths. */
  readonly relayed: string[];
}

export interface EmbeddingOptions extends Pick<EmbeddingSettings, 'storage'> {
  readonly timeoutMilliseconds?: number;
  /** Instead of the sandbox's. */
  readonly startUrl?: string;
}

/** Starts one that lasts as long as the test. */
export async function embeddingOrigin(
  t: TestContext,
  { sandbox, server }: WatchedSandbox,
  options: EmbeddingOptions = {},
): Promise<EmbeddingOrigin> {
  const http = createServer((incoming, outgoing) => {
    answer(origin, settings, incoming).then(
      (response) => write(response, outgoing),
      () => outgoing.destroy(),
    );
  });
  const port = await listen(t, http);
  const settings: EmbeddingSettings = {
    relay: '/idc',
    endpoints: { ssoOidc: server.url, sso: server.url, sts: server.url },
    session: {
      startUrl: options.startUrl ?? sandbox.startUrl,
      region: sandbox.region,
      name: 'work',
    },
    ...(options.storage === undefined ? {} : { storage: options.storage }),
    ...(options.timeoutMilliseconds === undefined
      ? {}
      : { timeoutMilliseconds: options.timeoutMilliseconds }),
  };
  const origin: EmbeddingOrigin = {
    url: `http://127.0.0.1:${port}`,
    policy: LEAST_POLICY,
    storage: 'usual',
    relay: createRelay({ endpoints: { ssoOidc: server.url, sso: server.url } }),
    relayed: [],
  };
  return origin;
}

async function answer(
  origin: EmbeddingOrigin,
  settings: EmbeddingSettings,
  incoming: IncomingMessage,
): Promise<Response> {
  const url = new URL(incoming.url ?? '/', origin.url);
  if (url.pathname.startsWith('/idc/')) {
    origin.relayed.push(`${incoming.method} ${url.pathname}`);
    return await origin.relay(await request(url, incoming));
  }
  if (['/', '/reports', '/oauth/callback'].includes(url.pathname)) return page(origin, settings);
  if (url.pathname === '/page.js') {
    const text = await readFile(new URL('embedding.js', PAGES), 'utf8');
    return script(text.replaceAll('aws-sso-wasm/browser', '/package/browser/index.js'));
  }
  if (url.pathname === '/icon.svg')
    return new Response(ICON, { headers: { 'content-type': 'image/svg+xml' } });
  if (url.pathname === '/blocked.js') return script(BLOCKED);
  if (url.pathname.startsWith('/package/')) {
    const file = new URL(url.pathname.slice('/package/'.length), PACKAGE);
    const type = TYPES.get(file.pathname.split('.').at(-1) ?? '');
    if (type !== undefined && file.href.startsWith(PACKAGE.href)) {
      return new Response(await readFile(file), { headers: { 'content-type': type } });
    }
  }
  return new Response(null, { status: 404 });
}

function page(origin: EmbeddingOrigin, settings: EmbeddingSettings): Response {
  const json = JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Console</title>
    <meta name="settings" content="${json}"><link rel="icon" href="/icon.svg">
    ${origin.storage === 'blocked' ? '<script src="/blocked.js"></script>' : ''}
    <script type="module" src="/page.js"></script></head>
    <body><main><h1>An internal console</h1></main></body></html>`;
  return new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': origin.policy,
      'cache-control': 'no-store',
    },
  });
}

function script(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/javascript; charset=utf-8' } });
}

async function request(url: URL, incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  const method = incoming.method ?? 'GET';
  return new Request(url, { method, headers, ...(body.length === 0 ? {} : { body }) });
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  await pipeline(response.body ?? [], outgoing).catch(() => outgoing.destroy());
}
