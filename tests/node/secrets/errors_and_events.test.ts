// No error and no event shows a secret, however it is looked at.

import { deepEqual, ok } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { callerIdentity } from 'aws-sso-wasm';
import { all, REDIRECT_URI, signIn } from '../library/stage.js';
import { ANSWERS, OPERATIONS, watchedStage, type WatchedStage } from './watched_stage.js';

/** Every way that a value is looked at, of itself and of what caused it. */
function looks(value: unknown): readonly string[] {
  const texts = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(value) ?? '',
    String(value),
    inspect(structuredClone(value), { depth: Infinity, showHidden: true }),
  ];
  if (value instanceof Error) {
    texts.push(
      value.message,
      value.stack ?? '',
      JSON.stringify(value, Object.getOwnPropertyNames(value)),
    );
    if (value.cause !== undefined) texts.push(...looks(value.cause));
  }
  return texts;
}

/** Does this, and gives back what it threw. */
async function thrownBy(call: () => Promise<unknown>): Promise<readonly unknown[]> {
  return call().then(
    () => [],
    (error: unknown) => [error],
  );
}

function isClean(stage: WatchedStage, shown: readonly unknown[]): void {
  const found = [...shown, ...stage.events].flatMap((value) =>
    looks(value).flatMap((text) => stage.secrets.in('what was shown', text)),
  );
  deepEqual(found, []);
}

test('when any operation goes wrong in any way', async (t: TestContext) => {
  let errors = 0;
  for (const answer of ANSWERS) {
    for (const operation of OPERATIONS) {
      const stage = await watchedStage();
      const { sandbox, session, role, clock } = stage;
      const shown: unknown[] = [];
      const run = async (): Promise<void> => {
        for (const step of [
          () => signIn(stage),
          () => session.signInWithDeviceCode({ onPrompt: () => undefined }),
          () => all(session.accounts()),
          () => session.roleCredentials(role),
          () => session.signOut(),
        ]) {
          shown.push(...(await thrownBy(step)));
        }
        clock.pass(50 * 60_000);
      };
      await run();
      ok(stage.secrets.size >= 6);
      sandbox.inject({ operation, answer, times: Infinity });
      await run();
      errors += shown.length;
      isClean(stage, shown);
    }
  }
  ok(errors >= 20, `${errors} errors`);
  t.diagnostic(`${errors} errors of ${ANSWERS.length * OPERATIONS.length} faults show no secret`);
});

test('when what the caller brings is wrong', async () => {
  const stage = await watchedStage();
  const { secrets, session, sandbox, role } = stage;
  await signIn(stage);
  const { accessToken } = await session.accessToken();
  const credentials = await session.roleCredentials(role);
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = new URL(await sandbox.decide(url, 'approve'));
  secrets.note(callback.href, '');
  callback.searchParams.set('state', 'another');
  const expiresAt = new Date(0);
  const broken = { ...credentials, secretAccessKey: `${credentials.secretAccessKey}\n` };
  const shown: unknown[] = [session, stage.identityCenter];
  for (const step of [
    () => session.completeSignIn(callback.href),
    () => session.useToken({ accessToken: `${accessToken}\n`, expiresAt }),
    () => session.useToken({ accessToken, expiresAt }),
    () => callerIdentity(broken, { region: 'no/region', fetch: sandbox.fetch }),
  ]) {
    shown.push(...(await thrownBy(step)));
  }
  // A session is no data: it cannot be cloned, nor need it be.
  const texts = shown.flatMap((value) =>
    value instanceof Error ? looks(value) : [inspect(value, { depth: Infinity, showHidden: true })],
  );
  deepEqual(
    texts.flatMap((text) => secrets.in('what was shown', text)),
    [],
  );
  ok(shown.length >= 5);
});
