// The same relay in Node, Deno, Bun and workerd: one list of cases, and the same answers from all four.

import { deepEqual, equal } from 'node:assert/strict';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { CASES, type Case } from './relay_cases.js';
import { RUNTIMES, type RunningServer } from './runtime.js';
import { startUpstream, type Upstream } from './upstream.js';

/** Of the connection, and so the runtime's own. */
const HOP_BY_HOP = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

/** A page's request, with a Host that a proxy in front would pass on. */
function ask(port: number, { method, path, headers, body }: Case): ClientRequest {
  const usual = {
    Host: 'console.example.com',
    'X-Requested-By': 'aws-sso-wasm',
    'Sec-Fetch-Site': 'same-origin',
    Authorization: 'Bearer aoaAAAAAGZ1',
    'Content-Length': String(Buffer.byteLength(body ?? '')),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(method === 'GET' ? {} : { Origin: 'https://console.example.com' }),
  };
  const all = Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined);
  const options = { host: '127.0.0.1', port, method, path, agent: false };
  return request({ ...options, headers: Object.fromEntries(all) }).end(body);
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

function answerTo(asked: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (incoming: IncomingMessage) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (text) => {
        body += String(text);
      });
      incoming.once('end', () => {
        const entries = Object.entries(incoming.headersDistinct)
          .filter(([name]) => !HOP_BY_HOP.includes(name))
          // One that came twice would show here.
          .map(([name, values]): [string, string | undefined] => [name, values?.join(' AND ')]);
        resolve({ status: incoming.statusCode, headers: Object.fromEntries(entries), body });
      });
    });
  });
}

const servers = new Map<string, RunningServer>();
let upstream: Upstream;

before(async () => {
  upstream = await startUpstream();
  for (const { name, isInstalled, serve } of RUNTIMES) {
    if (isInstalled) servers.set(name, await serve(upstream.url));
  }
});

after(async () => {
  for (const server of servers.values()) await server.stop();
  await upstream.close();
});

for (const { name, isInstalled } of RUNTIMES) {
  describe(name, { skip: isInstalled ? false : `${name} is not installed.` }, () => {
    const port = (): number => servers.get(name)?.port ?? 0;

    for (const one of CASES) {
      test(one.name, async () => {
        const before = upstream.count();
        const { status, headers, body } = await answerTo(ask(port(), one));
        equal(status, one.status, body);
        equal(upstream.count() - before, one.isPassedOn === true ? 1 : 0);
        if (one.message !== undefined) {
          deepEqual(JSON.parse(body), { __type: 'RelayException', message: one.message });
        }
        equal(headers['cache-control'], 'no-store');
        equal(headers['x-content-type-options'], 'nosniff');
        equal(headers['set-cookie'], undefined);
        equal(headers['access-control-allow-origin'], undefined);
      });
    }

    test('a page that goes away ends the request to AWS', { timeout: 20_000 }, async () => {
      const before = upstream.count();
      const abandoned = upstream.abandoned();
      const asked = ask(port(), {
        name: 'silence',
        method: 'GET',
        path: '/patient/us-east-1/portal/assignment/accounts?next_token=silent',
        status: 0,
      }).on('error', () => {});
      while (upstream.count() === before) await new Promise((resolve) => setImmediate(resolve));
      // What workerd notices; the others notice a plain end too.
      asked.socket?.resetAndDestroy();
      await abandoned;
    });
  });
}

test('all answer alike, header for header', async () => {
  for (const one of CASES) {
    if (one.status === 504) continue;
    // The Date of an answer is AWS's; to a refusal a server may add its own.
    const isOwn = one.isPassedOn !== true || one.message !== undefined;
    const answers = [];
    for (const [name, { port }] of servers) {
      const { status, body, headers } = await answerTo(ask(port, one));
      const { date, ...others } = headers;
      answers.push({
        name,
        answer: { status, body, headers: isOwn ? others : { ...others, date } },
      });
    }
    for (const { name, answer } of answers) {
      deepEqual(answer, answers[0]?.answer, `${name}: ${one.name}`);
    }
  }
});
