// The services of a case on a loopback port: each exchange in its turn, and nothing else.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { createCertificateAuthority } from '../certificate_authority.js';
import { freePort } from '../free_port.js';
import { ANSWERS, type Answer, type Case, type Exchange, FAULTS } from './case.js';
import { type Facts, fill, fits, unquoted } from './template.js';

/** One byte more than a host takes. */
const HUGE_BYTES = 1024 * 1024 + 1;

/** The servers of one run. */
export interface Services {
  /** What did not go as the case says. */
  readonly problems: readonly string[];
  /** Secrets that the command made itself and sent. */
  readonly verifiers: readonly string[];
  /** The requests that did not come. */
  left(): readonly string[];
  close(): void;
}

/** Starts the servers, and notes their ports. `interrupt` is called where the case has Ctrl-C come. */
export async function startServices(
  { exchanges = [], order, clock = 0 }: Case,
  facts: Facts,
  interrupt: () => void,
): Promise<Services> {
  const problems: string[] = [];
  const verifiers: string[] = [];
  const left = exchanges.map((exchange) => ({ exchange, times: exchange.times ?? 1 }));

  const next = (line: string): Exchange | undefined => {
    const index =
      order === 'any' ? left.findIndex(({ exchange }) => isAsked(exchange, line, facts)) : 0;
    const entry = left[index];
    if (entry === undefined) return undefined;
    entry.times -= 1;
    if (entry.times === 0) left.splice(index, 1);
    return entry.exchange;
  };

  const serve = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const line = `${request.method} ${request.url}`;
    const exchange = next(line);
    if (exchange === undefined) {
      problems.push(`An exchange that the case does not have: ${line}`);
      request.socket.destroy();
      return;
    }
    if (!isAsked(exchange, line, facts)) {
      problems.push(`Instead of ${exchange.request} came ${line}`);
    }
    const members = membersOf(body);
    if (typeof members['codeVerifier'] === 'string') verifiers.push(members['codeVerifier']);
    // On a machine with much to do the command may have needed seconds to come this far.
    const now = { ...facts, end: Date.now() - clock * 1000 };
    problems.push(...wrongs(exchange, request, members, now));
    const { answer } = exchange;
    if (answer === 'ctrl-c') interrupt();
    else respond(response, answer, clock, facts);
  };

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(request, response, Buffer.concat(chunks).toString('utf8')));
  };
  const server = createServer(receive);
  // The organisation's own host, to whose name a start URL may lead.
  const authority = createCertificateAuthority('The test');
  const vanity = createTlsServer(authority.issue(['localhost', '127.0.0.1']), receive);
  // Where a redirect leads to, which nobody may follow.
  const elsewhere = createNetServer((socket) => {
    problems.push('A redirect was followed.');
    socket.destroy();
  });
  const busy = createNetServer();
  facts.words.set('port', await listen(server));
  facts.words.set('vanity-port', await listen(vanity));
  facts.words.set('authority', authority.cert);
  facts.words.set('other-port', await listen(elsewhere));
  facts.words.set('busy-port', await listen(busy));
  facts.words.set('closed-port', String(await freePort()));
  return {
    problems,
    verifiers,
    left: () => left.map(({ exchange }) => exchange.request),
    close() {
      for (const each of [server, vanity]) each.closeAllConnections();
      for (const each of [server, vanity, elsewhere, busy]) each.close();
    },
  };
}

/** Listens at any free port of 127.0.0.1, and gives it. */
export async function listen(server: Server | NetServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return String(address.port);
}

function isAsked({ request }: Exchange, line: string, facts: Facts): boolean {
  return fits(request, request.includes('?') ? line : (line.split('?')[0] ?? line), facts);
}

function* wrongs(
  { request: asked, headers = {}, body = {} }: Exchange,
  request: IncomingMessage,
  members: Readonly<Record<string, unknown>>,
  facts: Facts,
): Generator<string> {
  if (request.url?.includes('secret-')) yield `${asked}: a secret stands in the URL`;
  for (const [name, expected] of Object.entries(headers)) {
    const actual = request.headers[name];
    const isRight =
      expected === null ? actual === undefined : fits(expected, String(actual ?? ''), facts);
    if (!isRight) yield `${asked}: header ${name} is ${String(actual)}, not ${expected}`;
  }
  for (const [name, expected] of Object.entries(body)) {
    const actual = members[name];
    const isRight =
      typeof expected === 'string' && typeof actual === 'string'
        ? fits(expected, actual, facts)
        : isDeepStrictEqual(actual ?? null, expected);
    if (!isRight) {
      yield `${asked}: ${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
    }
  }
}

// The members of a JSON object, or the fields of a form.
function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}

function respond(
  response: ServerResponse,
  answer: string | Answer,
  clock: number,
  facts: Facts,
): void {
  const known = typeof answer === 'string' ? ANSWERS[answer] : answer;
  if (known === undefined) {
    fail(response, String(answer));
    return;
  }
  const { status = 200, headers = {}, json, text = '' } = known;
  const body = fill(json === undefined ? text : unquoted(JSON.stringify(json)), facts);
  response.writeHead(status, {
    date: new Date(Date.now() - clock * 1000).toUTCString(),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(body),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, fill(value, facts)]),
    ),
  });
  response.end(body);
}

function fail(response: ServerResponse, fault: string): void {
  if (!FAULTS.includes(fault)) throw new Error(`There is no answer ${fault}.`);
  if (fault === 'hang') return;
  if (fault === 'reset') response.socket?.destroy();
  if (fault === 'huge') response.end(Buffer.alloc(HUGE_BYTES, 'x'));
  if (fault === 'truncate') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"accessToken": "secret-ha', () => response.socket?.destroy());
  }
}
