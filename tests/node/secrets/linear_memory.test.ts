// Nothing secret stays in the linear memory of the core: not after a sign-out, nor after an error, an abort or a refresh.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdentity } from 'aws-sso-wasm';
import { all, REDIRECT_URI, signIn } from '../library/stage.js';
import { ANSWERS, OPERATIONS, watchedStage, type WatchedStage } from './watched_stage.js';

const GLUE = new URL('../../../node_modules/aws-sso-wasm/wasm/core_glue.js', import.meta.url);

/** The memory of the one instance that the library has in this process. */
async function linearMemory(): Promise<Uint8Array> {
  // Who is there already is returned as it is.
  const { default: exports } = Object(await import(GLUE.href));
  const { memory } = Object(await exports());
  const { buffer } = Object(memory);
  ok(buffer instanceof ArrayBuffer);
  return new Uint8Array(buffer);
}

async function isClean({ secrets }: WatchedStage, least: number): Promise<void> {
  ok(secrets.size >= least, `Only ${secrets.size} secrets were seen.`);
  deepEqual(secrets.piecesIn('the linear memory', await linearMemory()), []);
}

test('the search finds what is there: a token that is being sent', async () => {
  const stage = await watchedStage({ latency: 100 });
  await signIn(stage);
  const { secrets, session, role } = stage;
  const credentials = session.roleCredentials(role);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const found = secrets.piecesIn('memory', await linearMemory());
  await credentials;
  ok(found.includes('a piece of a accessToken in memory'), found.join());
});

test('after each step of a sign-in by redirect, of its use and of the sign-out', async () => {
  const stage = await watchedStage();
  const { session, role, sandbox } = stage;
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'approve');
  stage.secrets.note(callback, '');
  await isClean(stage, 2);
  await session.completeSignIn(callback);
  await isClean(stage, 5);
  await session.accessToken();
  await isClean(stage, 5);
  equal((await all(session.accounts())).length, 3);
  await isClean(stage, 5);
  const credentials = await session.roleCredentials(role);
  await isClean(stage, 7);
  await callerIdentity(credentials, { region: sandbox.region, fetch: sandbox.fetch });
  await isClean(stage, 7);
  await session.roleCredentials(role);
  await isClean(stage, 7);
  stage.clock.pass(50 * 60_000);
  await session.accessToken();
  equal(stage.events.at(-1)?.type, 'refreshed');
  await isClean(stage, 9);
  await session.signOut();
  await isClean(stage, 9);
});

test('after each step of a sign-in by device code', async () => {
  const stage = await watchedStage();
  await stage.session.signInWithDeviceCode({ onPrompt: () => undefined });
  await isClean(stage, 4);
  await stage.session.roleCredentials(stage.role);
  await isClean(stage, 6);
  await stage.session.signOut();
  await isClean(stage, 6);
});

test('after every kind of answer that is an error, of every operation', async () => {
  for (const answer of ANSWERS) {
    for (const operation of OPERATIONS) {
      const stage = await watchedStage();
      const { sandbox, session, role } = stage;
      sandbox.inject({ operation, answer, times: 9 });
      const outcomes: string[] = [];
      for (const step of [
        () => signIn(stage),
        () => session.signInWithDeviceCode({ onPrompt: () => undefined }),
        () => all(session.accounts()),
        () => session.roleCredentials(role),
        () => session.signOut(),
      ]) {
        outcomes.push(await outcome(step()));
        await isClean(stage, 0);
      }
      ok(operation === 'Logout' || outcomes.includes('rejected'), `${operation} ${answer.kind}`);
    }
  }
});

test('after a call was given up while its answer was on the way', async () => {
  const stage = await watchedStage({ latency: 100 });
  await signIn(stage);
  const controller = new AbortController();
  const call = outcome(stage.session.roleCredentials(stage.role, { signal: controller.signal }));
  await new Promise((resolve) => setTimeout(resolve, 30));
  controller.abort();
  equal(await call, 'rejected');
  await new Promise((resolve) => setTimeout(resolve, 200));
  await isClean(stage, 5);
});

test('after arguments that were refused', async () => {
  const stage = await watchedStage();
  const { secrets, session, sandbox } = stage;
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = new URL(await sandbox.decide(url, 'approve'));
  secrets.note(callback.href, '');
  const accessToken = `${'secret'.repeat(9)}${crypto.randomUUID()}`;
  secrets.note(null, JSON.stringify({ accessToken }));
  const expiresAt = new Date(0);
  equal(
    await outcome(session.useToken({ accessToken: `${accessToken}\n`, expiresAt })),
    'rejected',
  );
  equal(await outcome(session.useToken({ accessToken, expiresAt })), 'rejected');
  callback.searchParams.set('state', 'another');
  equal(await outcome(session.completeSignIn(callback.href)), 'rejected');
  await isClean(stage, 2);
});

function outcome(call: Promise<unknown>): Promise<'fulfilled' | 'rejected'> {
  return call.then(
    () => 'fulfilled',
    () => 'rejected',
  );
}
