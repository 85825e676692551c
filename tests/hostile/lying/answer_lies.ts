// Lies of whole answers: statuses that promise nothing good, redirects, and bodies of other kinds.

import { gzipSync } from 'node:zlib';
import type { Lie } from './lie.js';
import { type Honest, type Occasion, type Operation, written } from './server.js';
import { bad, brokeOff, FINE, refused, TOO_LARGE, type Verdict, WEB_PAGE } from './verdict.js';

const PAGE = '<!doctype html><html><head><title>Welcome to the hotel</title></head></html>';

/** Whether the operation is answered in XML. */
export function isSts(operation: Operation): boolean {
  return operation === 'GetCallerIdentity' || operation === 'AssumeRole';
}

function answers(part: Partial<Honest>): Lie['tell'] {
  const { status = 200, headers = {}, body = '' } = part;
  return ({ socket }) => void socket.write(written({ status, headers, body }));
}

/** The true answer, changed. */
function changed(change: (honest: Honest) => Honest): Lie['tell'] {
  return async ({ socket, honest }) => void socket.write(written(change(await honest())), 'utf8');
}

/** The true answer with bytes for a body. */
function withBytes(encoding: string, bytes: (body: string) => Buffer): Lie['tell'] {
  return async ({ socket, honest }) => {
    const { status, headers, body } = await honest();
    const made = bytes(body);
    const lines = Object.entries({ ...headers, 'content-length': String(made.length) });
    const coding = encoding === '' ? '' : `content-encoding: ${encoding}\r\n`;
    socket.write(
      `HTTP/1.1 ${status} OK\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}${coding}\r\n`,
    );
    socket.write(made);
  };
}

const notWhole = (operation: Operation): Verdict =>
  bad(isSts(operation) ? /that is not whole XML\./ : /that is not whole JSON\./);

const REDIRECTED = bad(
  /with a redirect, which is never followed\./,
  /Check the proxy and the endpoint/,
);

/** Statuses of 400 and more, with what a load balancer says. */
const STATUS_LIES: readonly Lie[] = [400, 403, 404, 407, 418, 500, 501, 502, 503, 504, 599].map(
  (status) => ({
    name: `status ${status} and no body`,
    place: 'head',
    tell: answers({ status }),
    // To fetch it is a failure of the network (Fetch Standard, "HTTP-network-or-cache fetch").
    verdict: (door) => (status === 407 && door !== 'node' ? brokeOff(door) : refused(status)),
  }),
);

/** A date so many milliseconds from now, as HTTP writes it. */
function dateIn(milliseconds: number, now: number): string {
  return new Date(now + milliseconds).toUTCString();
}

/** What the header says, and how long the next attempt waits for it, in milliseconds. */
const RETRY_AFTER: Readonly<
  Record<string, readonly [value: (now: number) => string, wait?: number]>
> = {
  'Retry-After: 0': [() => '0', 0],
  'Retry-After: 7': [() => '7', 7_000],
  'Retry-After as a date': [(now) => dateIn(5_000, now), 5_000],
  'Retry-After as a date that has passed': [(now) => dateIn(-3_600_000, now), 0],
  'Retry-After: 1000000000': [() => '1000000000', 20_000],
  'Retry-After as a date in the year 9999': [() => 'Fri, 31 Dec 9999 23:59:59 GMT', 20_000],
  'Retry-After: 99999999999999999999': [() => '99999999999999999999'],
  'Retry-After: -5': [() => '-5'],
  'Retry-After: soon': [() => 'soon'],
  'Retry-After: 1.5': [() => '1.5'],
};

const RETRY_LIES: readonly Lie[] = [429, 503].flatMap((status) => [
  {
    name: `status ${status}, no Retry-After`,
    place: 'head',
    tell: answers({ status }),
    verdict: () => refused(status),
  } as const,
  ...Object.entries(RETRY_AFTER).map(([name, [value, wait]]): Lie => ({
    name: `status ${status}, ${name}`,
    place: 'head',
    tell({ socket, now }) {
      const headers = { date: dateIn(0, now), 'retry-after': value(now) };
      socket.write(written({ status, headers, body: '' }));
    },
    verdict: () => ({ ...refused(status), ...(wait === undefined ? {} : { wait }) }),
  })),
]);

const REDIRECT_LIES: readonly Lie[] = [301, 302, 303, 307, 308].flatMap((status) =>
  Object.entries<(occasion: Occasion) => string>({
    'another host': ({ trap }) => `${trap}/stolen`,
    'another host, by its scheme': ({ trap }) => trap.replace('http:', ''),
    'itself elsewhere': () => '/elsewhere',
    'another scheme': () => 'ftp://127.0.0.1/',
    nothing: () => '',
  }).map(([name, location]): Lie => ({
    name: `status ${status} to ${name}`,
    place: 'head',
    tell: (occasion) =>
      void occasion.socket.write(
        written({ status, headers: { location: location(occasion) }, body: '' }),
      ),
    verdict: () => REDIRECTED,
  })),
);

const HTML_LIES: readonly Lie[] = [200, 403, 502].map((status) => ({
  name: `a web page with status ${status}`,
  place: status === 200 ? 'body' : 'head',
  tell({ socket, method }) {
    const body = method === 'HEAD' ? '' : PAGE;
    socket.write(written({ status, headers: { 'content-type': 'text/html' }, body }));
  },
  verdict: (_, operation) =>
    status === 200 ? { ...notWhole(operation), help: WEB_PAGE } : refused(status, WEB_PAGE),
}));

const JSON_TYPE = { 'content-type': 'application/json' };

/** Bodies that are nothing of what is promised. */
const BODY_LIES: readonly Lie[] = [
  {
    name: 'no body',
    place: 'body',
    tell: answers({}),
    verdict: () => bad(/with an empty body\./),
  },
  ...['[]', '7', 'null', '"text"', 'true'].map((body): Lie => ({
    name: `the body ${body}`,
    place: 'body',
    tell: answers({ headers: JSON_TYPE, body }),
    verdict: (_, operation) =>
      isSts(operation) ? notWhole(operation) : bad(/with JSON that is no object\./),
  })),
  {
    name: 'half a body that says it is whole',
    place: 'body',
    tell: changed((honest) => ({
      ...honest,
      body: honest.body.slice(0, honest.body.length >> 1),
    })),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'the same body twice',
    place: 'body',
    tell: changed((honest) => ({ ...honest, body: honest.body + honest.body })),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'bytes that are no UTF-8',
    place: 'body',
    tell: withBytes('', (body) =>
      Buffer.concat([
        Buffer.from(body.slice(0, -1)),
        Buffer.from(body.startsWith('<') ? '\xff\xfe>' : ',"x":"\xff\xc0\x80"}', 'latin1'),
      ]),
    ),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'UTF-16',
    place: 'body',
    tell: withBytes('', (body) => Buffer.from(`\ufeff${body}`, 'utf16le')),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'NaN and Infinity',
    place: 'body',
    tell: answers({ body: '{"expiresIn": NaN, "expiration": -Infinity}' }),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: '100,000 brackets',
    place: 'body',
    tell: answers({ body: '['.repeat(100_000) }),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: '100,000 objects in each other',
    place: 'body',
    tell: answers({ body: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` }),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: '100,000 elements in each other',
    place: 'body',
    tell: answers({ body: `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}` }),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'entities in entities',
    place: 'body',
    tell: answers({
      body: `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>`,
    }),
    verdict: (_, operation) => notWhole(operation),
  },
  {
    name: 'gzip',
    place: 'body',
    tell: withBytes('gzip', (body) => gzipSync(body)),
    // Our own HTTP asks for no compression; fetch always does.
    verdict: (door, operation) => (door === 'node' ? notWhole(operation) : FINE),
  },
  {
    name: 'a gzip bomb',
    place: 'body',
    tell: withBytes('gzip', () => BOMB),
    verdict: (door, operation) => (door === 'node' ? notWhole(operation) : TOO_LARGE),
  },
  ...['rot13', 'identity'].map((encoding): Lie => ({
    name: `a content encoding ${encoding} that is none`,
    place: 'body',
    tell: withBytes(encoding, (body) => Buffer.from(body)),
    verdict: () => FINE,
  })),
  ...['image/png', 'text/html; charset=utf-7', ''].map((type): Lie => ({
    name: `the content type "${type}"`,
    place: 'body',
    tell: changed((honest) => ({
      ...honest,
      headers: { ...honest.headers, 'content-type': type },
    })),
    // What says that it is a web page is no confirmation.
    verdict: () => ({ ...FINE, revoked: !type.startsWith('text/html') }),
  })),
  {
    name: '4,000 members that nobody asked for',
    place: 'body',
    tell: changed((honest) => ({ ...honest, body: padded(honest.body, 4_000) })),
    verdict: () => FINE,
  },
  {
    name: '20,000 members that nobody asked for',
    place: 'body',
    tell: changed((honest) => ({ ...honest, body: padded(honest.body, 20_000) })),
    verdict: (_, operation) => (isSts(operation) ? FINE : notWhole(operation)),
  },
];

const BOMB = gzipSync(Buffer.alloc(100_000_000), { level: 9 });

function padded(body: string, count: number): string {
  if (body.startsWith('<')) {
    const end = body.lastIndexOf('</');
    return `${body.slice(0, end)}${'<More>1</More>'.repeat(count)}${body.slice(end)}`;
  }
  const more = Array.from({ length: count }, (_, index) => `"more${index}": [1]`);
  return body === '' ? body : `${body.slice(0, -1)}, ${more.join(', ')}}`;
}

/** A time that is none: what an answer says of the time must not break what it says besides. */
const DATE_LIES: readonly Lie[] = [
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'yesterday',
  'Mon, 32 Nov 2026 25:61:61 GMT',
].map((date) => ({
  name: `the Date ${date}`,
  place: 'body',
  tell: changed((honest) => ({ ...honest, headers: { ...honest.headers, date } })),
  verdict: () => FINE,
}));

function standsStill(status: number): Lie['tell'] {
  const dates = new Map<string, string>();
  return ({ socket, origin, now }) => {
    const date = dates.get(origin) ?? dateIn(0, now);
    dates.set(origin, date);
    socket.write(written({ status, headers: { date }, body: '' }));
  };
}

/** A clock at the other end that stands still: no wait here may go by it. */
const CLOCK_LIES: readonly Lie[] = [
  {
    name: 'status 503 and always the same Date',
    place: 'head',
    tell: standsStill(503),
    verdict: () => refused(503),
  },
  {
    name: 'status 429 and always the same Date',
    place: 'head',
    tell: standsStill(429),
    verdict: () => refused(429),
  },
];

/** Trouble that passes: the next attempt is answered truly. */
const PASSING_LIES: readonly Lie[] = [
  ...[500, 502, 503, 504, 429].map((status): Lie => ({
    name: `status ${status} once`,
    place: 'head',
    tell: async ({ socket, honest, earlier }) =>
      void socket.write(
        written(earlier === 0 ? { status, headers: {}, body: '' } : await honest()),
      ),
    verdict: () => ({ requests: 2 }),
  })),
  {
    name: 'reset twice before the operation took effect',
    place: 'connection',
    tell: async ({ socket, reset, honest, earlier }) => {
      if (earlier < 2) reset();
      else socket.write(written(await honest()));
    },
    verdict: () => ({ requests: 3 }),
  },
];

/** The lies. */
export const ANSWER_LIES: readonly Lie[] = [
  ...STATUS_LIES,
  ...RETRY_LIES,
  ...REDIRECT_LIES,
  ...HTML_LIES,
  ...BODY_LIES,
  ...DATE_LIES,
  ...CLOCK_LIES,
  ...PASSING_LIES,
];
