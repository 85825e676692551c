// The console's server: the files that Vite made, and the relay for those who are signed in to the console.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { createRelay, nodeListener } from 'aws-sso-wasm/relay';

const { PORT = '8080', ORIGIN = `http://127.0.0.1:${PORT}`, SANDBOX } = process.env;
const dist = new URL('dist/', import.meta.url);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  `connect-src 'self' ${SANDBOX ?? 'https://sts.us-east-1.amazonaws.com'}`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

// In place of the console's own sign-in: whoever has loaded the page has a session.
const cookie = `console=${randomBytes(32).toString('base64url')}`;
const isSignedIn = (request) => (request.headers.get('cookie') ?? '').split('; ').includes(cookie);

const relay = nodeListener(
  createRelay({
    origins: [ORIGIN],
    authorize: isSignedIn,
    ...(SANDBOX === undefined ? {} : { endpoints: { ssoOidc: SANDBOX, sso: SANDBOX } }),
  }),
);

/** The files of the page, by the path of the address. Nothing else can be asked for. */
async function file(path) {
  const name = path === '/' ? 'index.html' : path.slice(1);
  if (!/^(?:index\.html|assets\/[\w-]+\.(?:js|wasm))$/.test(name)) return undefined;
  const type = TYPES[extname(name)];
  return { type, bytes: await readFile(new URL(name, dist)).catch(() => undefined) };
}

createServer((request, response) => {
  const path = request.url?.split('?')[0] ?? '/';
  if (path.startsWith('/idc/')) {
    relay(request, response);
    return;
  }
  void file(path).then((found) => {
    if (found?.bytes === undefined) return response.writeHead(404).end();
    response.setHeader('Content-Type', found.type).setHeader('Content-Security-Policy', POLICY);
    if (path === '/') response.setHeader('Set-Cookie', `${cookie}; HttpOnly; SameSite=Strict`);
    return response.end(found.bytes);
  });
}).listen(Number(PORT), '127.0.0.1', () => console.log(ORIGIN));
