// What a page is told when its relay, or AWS behind it, does not answer as it should.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { browserTest } from '../browser_test.js';
import { secretsAreNowhere } from '../checks/secrets.js';
import {
  embeddingStage,
  listAccounts,
  listRoles,
  openEmbedding,
  signIn,
} from '../stage/embedding.js';
import type { EmbeddingOrigin } from '../stage/embedding_origin.js';

interface Trouble {
  readonly title: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly relay: EmbeddingOrigin['relay'];
}

const HTML = '<!doctype html><html><body><h1>Sign in to the proxy</h1></body></html>';

function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(65_536).fill(0x20);
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
}

const TROUBLES: readonly Trouble[] = [
  {
    title: 'ends the connection',
    code: 'ERR_NETWORK',
    retryable: true,
    relay: () => Promise.reject(new Error('down')),
  },
  {
    title: 'answers with a page of its own',
    code: 'ERR_BAD_RESPONSE',
    retryable: false,
    relay: async () => new Response(HTML, { headers: { 'content-type': 'text/html' } }),
  },
  {
    title: 'leads elsewhere',
    code: 'ERR_BAD_RESPONSE',
    retryable: false,
    relay: async () =>
      new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:1/' } }),
  },
  {
    title: 'answers without end',
    code: 'ERR_BAD_RESPONSE',
    retryable: false,
    relay: async () => new Response(endless(), { headers: { 'content-type': 'application/json' } }),
  },
  {
    title: 'never answers',
    code: 'ERR_TIMEOUT',
    retryable: true,
    relay: () => new Promise(() => undefined),
  },
];

for (const { title, code, retryable, relay } of TROUBLES) {
  browserTest(`a relay that ${title}`, async (visit) => {
    const { page } = visit;
    const stage = await embeddingStage(visit, {}, { timeoutMilliseconds: 1_000 });
    await openEmbedding(page, stage);
    await signIn(page);
    const truthful = stage.origin.relay;
    stage.origin.relay = relay;
    const told = await listAccounts(page);
    ok(typeof told === 'object');
    deepEqual({ code: told.code, retryable: told.retryable }, { code, retryable });
    match(told.message, / .*\.$/s);
    ok(!told.message.includes('?'), 'A query is in the message.');
    await secretsAreNowhere(page, stage);
    stage.origin.relay = truthful;
    equal(await listAccounts(page), 3);
  });
}

browserTest('a relay behind which AWS asks to slow down', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit, {
    accounts: 24,
    rateLimit: { requestsPerSecond: 8, burst: 2 },
  });
  await openEmbedding(page, stage);
  await signIn(page);
  equal(await listRoles(page), 24);
  ok(stage.sandbox.count('ListAccountRoles', ({ status }) => status === 429) > 0);
});

browserTest('a session that AWS ended', async (visit) => {
  const { page } = visit;
  const stage = await embeddingStage(visit);
  await openEmbedding(page, stage);
  await signIn(page);
  stage.sandbox.revokeSessions();
  const told = await listAccounts(page);
  ok(typeof told === 'object');
  equal(told.code, 'ERR_SIGN_IN_REQUIRED');
  ok(told.help !== undefined);
});
