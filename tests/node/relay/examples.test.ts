// The README's examples: the relay in Express, in Hono and in a Worker, asked as a proxy in front of them would ask.

import { deepEqual, equal } from 'node:assert/strict';
import { request, type RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createSandbox, type Sandbox } from 'aws-sso-wasm/sandbox';
import { app as expressApp } from '../../examples/relay/express.js';
import { app as honoApp } from '../../examples/relay/hono.js';
import worker from '../../examples/relay/worker.js';

const ORIGIN = 'https://console.example.com';
const REGISTER = '/idc/us-east-1/oidc/client/register';
const BODY = JSON.stringify({ clientName: 'x', clientType: 'public' });

/** AWS is the sandbox, by the name that the relay has for it. */
function mockAws(t: TestContext): Sandbox {
  const sandbox = createSandbox();
  t.mock.method(globalThis, 'fetch', (url: string, init: RequestInit) => {
    equal(new URL(url).host, 'oidc.us-east-1.amazonaws.com');
    return sandbox.fetch(url, init);
  });
  return sandbox;
}

function headers(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Requested-By': 'aws-sso-wasm',
    'Sec-Fetch-Site': 'same-origin',
    Origin: ORIGIN,
    ...more,
  };
}

function registration(more?: Readonly<Record<string, string>>): Request {
  return new Request(`${ORIGIN}${REGISTER}`, {
    method: 'POST',
    headers: headers(more),
    body: BODY,
  });
}

async function isRegistered(response: Response): Promise<boolean> {
  const { clientId } = Object(await response.json());
  return response.status === 200 && typeof clientId === 'string';
}

test('the relay in Express', async (t) => {
  const sandbox = mockAws(t);
  const listener: RequestListener = expressApp;
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, more: Readonly<Record<string, string>>): Promise<[number, string]> =>
    new Promise((resolve, reject) => {
      const options = {
        port,
        path,
        method: 'POST',
        agent: false,
        // Sent by the proxy that ends TLS: the host that the browser asked.
        headers: headers({ Host: 'console.example.com', ...more }),
      };
      const asked = request({ host: '127.0.0.1', ...options }, (incoming) => {
        let body = '';
        incoming.setEncoding('utf8').on('data', (text) => {
          body += String(text);
        });
        incoming.once('end', () => resolve([incoming.statusCode ?? 0, body]));
      });
      asked.once('error', reject).end(BODY);
    });
  const [status, body] = await ask(REGISTER, { Cookie: 'session=good' });
  equal(status, 200);
  equal(typeof Object(JSON.parse(body)).clientId, 'string');
  deepEqual((await ask(REGISTER, { Cookie: 'session=bad' }))[0], 403);
  deepEqual((await ask(REGISTER, { Cookie: 'session=good', Host: '127.0.0.1' }))[0], 403);
  deepEqual((await ask('/idc/elsewhere', { Cookie: 'session=good' }))[0], 404);
  equal(sandbox.events.length, 1);
});

test('the relay in Hono', async (t) => {
  const sandbox = mockAws(t);
  equal(await isRegistered(await honoApp.fetch(registration())), true);
  equal((await honoApp.fetch(registration({ Origin: 'https://evil.example' }))).status, 403);
  equal((await honoApp.fetch(new Request(`${ORIGIN}/idc/elsewhere`))).status, 404);
  equal(sandbox.events.length, 1);
});

test('the relay in a Worker', async (t) => {
  const sandbox = mockAws(t);
  const environment = { ASSETS: { fetch: async () => new Response('The page.') } };
  equal(await isRegistered(await worker.fetch(registration(), environment)), true);
  equal((await worker.fetch(registration({ Origin: 'null' }), environment)).status, 403);
  const page = await worker.fetch(new Request(`${ORIGIN}/`), environment);
  equal(await page.text(), 'The page.');
  equal(sandbox.events.length, 1);
});
