// A server in the place of AWS that answers truly, as a sandbox has it, but for the one operation that it lies about. It
// speaks to the socket itself: most lies are none that an HTTP server could tell.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TestContext } from 'node:test';
import type { Sandbox } from 'aws-sso-wasm/sandbox';
import type { Identity } from '../../node/certificate_authority.js';

/** The operations that a lie can be told about; a token's by its grant. */
export type Operation =
  | 'RegisterClient'
  | 'StartDeviceAuthorization'
  | 'CreateToken: authorization_code'
  | 'CreateToken: device_code'
  | 'CreateToken: refresh_token'
  | 'ListAccounts'
  | 'ListAccountRoles'
  | 'GetRoleCredentials'
  | 'Logout'
  | 'GetCallerIdentity'
  | 'AssumeRole'
  | 'start URL'
  | 'none';

/** An answer as the sandbox means it. */
export interface Honest {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request that a lie is told about. */
export interface Occasion {
  readonly socket: Socket;
  /** Ends the connection as a machine does that has lost it (RST). */
  reset(): void;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
  /** The request's. */
  readonly method: string;
  /** The true answer; the operation takes effect when it is asked for. */
  honest(): Promise<Honest>;
  /** Where whatever is sent is recorded, and nothing may arrive. */
  readonly trap: string;
  /** This server. */
  readonly origin: string;
  /** How many requests of this operation came before. */
  readonly earlier: number;
}

/** Answers, or does something else with the connection. */
export type Tell = (occasion: Occasion) => void | Promise<void>;

/** A request that arrived. */
export interface Heard {
  readonly operation: Operation;
  /** Method and path, and what else a request line holds. */
  readonly line: string;
  readonly text: string;
}

/** A server that lies. */
export interface LyingServer {
  readonly origin: string;
  readonly port: number;
  /** In the order in which they came. */
  readonly heard: readonly Heard[];
  /** How often this was asked for. */
  count(operation: Operation): number;
}

/** What a {@link LyingServer} is made from. */
export interface Lies {
  readonly about: Operation;
  readonly tell: Tell;
  readonly trap: string;
  /** The operations of the true world. */
  readonly sandbox: Pick<Sandbox, 'fetch'>;
  /** Where a true start URL leads. */
  readonly startUrl: string;
  /** `Date.now` unless told. */
  readonly now?: () => number;
  /** Serves TLS with it. */
  readonly identity?: Identity;
}

/** The answer's bytes, whole and in one piece. */
export function written({ status, headers, body }: Honest): string {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return `HTTP/1.1 ${status} Said\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** Listens on any port of 127.0.0.1 as long as the test lasts. */
export async function startLying(t: Pick<TestContext, 'after'>, lies: Lies): Promise<LyingServer> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  // Below TLS, if there is TLS.
  const raw = new Map<number, Socket>();
  const count = (operation: Operation): number =>
    heard.filter((each) => each.operation === operation).length;
  let origin = '';

  const serve = async (socket: Socket, text: string): Promise<void> => {
    const operation = operationOf(text);
    const earlier = count(operation);
    heard.push({ operation, line: text.slice(0, text.indexOf('\r\n')), text });
    const honest = (): Promise<Honest> => truth(lies, operation, text);
    if (operation !== lies.about) socket.write(written(await honest()));
    else {
      const reset = (): void => void raw.get(socket.remotePort ?? 0)?.resetAndDestroy();
      const { trap, now = Date.now } = lies;
      const method = text.slice(0, text.indexOf(' '));
      await lies.tell({ socket, reset, now: now(), method, honest, trap, origin, earlier });
    }
  };

  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const whole = wholeRequest(text);
      if (whole === undefined) return;
      text = text.slice(whole.length);
      void serve(socket, whole);
    });
  };
  const server: Server =
    lies.identity === undefined
      ? createServer(accept)
      : createTlsServer({ ...lies.identity }, accept);
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    raw.set(socket.remotePort ?? 0, socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const port = Number(Object(server.address()).port);
  const scheme = lies.identity === undefined ? 'http' : 'https';
  origin = `${scheme}://127.0.0.1:${port}`;
  return { origin, port, heard, count };
}

/** A request with all of its body, if it has come. */
function wholeRequest(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length < end + 4 + length ? undefined : text.slice(0, end + 4 + length);
}

function operationOf(text: string): Operation {
  const path = text.split(' ', 2)[1]?.split('?')[0] ?? '';
  const has = (mark: string): boolean => text.includes(mark);
  if (path.endsWith('/client/register')) return 'RegisterClient';
  if (path.endsWith('/device_authorization')) return 'StartDeviceAuthorization';
  if (path.endsWith('/token')) {
    if (has('authorization_code')) return 'CreateToken: authorization_code';
    return has('device_code') ? 'CreateToken: device_code' : 'CreateToken: refresh_token';
  }
  if (path.endsWith('/assignment/accounts')) return 'ListAccounts';
  if (path.endsWith('/assignment/roles')) return 'ListAccountRoles';
  if (path.endsWith('/federation/credentials')) return 'GetRoleCredentials';
  if (path.endsWith('/logout')) return 'Logout';
  if (has('Action=GetCallerIdentity')) return 'GetCallerIdentity';
  if (has('Action=AssumeRole')) return 'AssumeRole';
  return path === '/people' ? 'start URL' : 'none';
}

async function truth(lies: Lies, operation: Operation, text: string): Promise<Honest> {
  if (operation === 'start URL') {
    return { status: 302, headers: { location: lies.startUrl }, body: '' };
  }
  const split = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, split).split('\r\n');
  const [method = 'GET', target = '/'] = line.split(' ');
  const headers = lines.map((each): [string, string] => {
    const colon = each.indexOf(':');
    return [each.slice(0, colon), each.slice(colon + 1).trim()];
  });
  const body = Buffer.from(text.slice(split + 4), 'latin1');
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '127.0.0.1';
  // What a relay would take away, for a library that speaks through one.
  const path = target.replace(/^\/idc\/[^/]+\/[^/]+/, '');
  const token = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  if (path !== target && token.startsWith('Bearer ')) {
    headers.push(['x-amz-sso_bearer_token', token.slice('Bearer '.length)]);
  }
  const response = await lies.sandbox.fetch(`http://${host}${path}`, {
    method,
    headers: headers.filter(([name]) => !['connection', 'host'].includes(name.toLowerCase())),
    ...(body.length > 0 ? { body } : {}),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    // A relay is no page of AWS's own, as the sandbox is one for the library that speaks to it.
    body: (await response.text()).replaceAll(`http://${host}/device`, DEVICE_PAGE),
  };
}

const DEVICE_PAGE = 'https://d-1234567890.awsapps.com/start/#/device';

/** A server that nobody may send anything to. */
export interface Trap {
  readonly origin: string;
  /** Connections, with what they said. */
  readonly caught: readonly string[];
}

/** Sets the trap. */
export async function setTrap(t: Pick<TestContext, 'after'>): Promise<Trap> {
  const caught: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = caught.push('') - 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (caught[index] += bytes.toString('latin1')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { origin: `http://127.0.0.1:${Object(server.address()).port}`, caught };
}
