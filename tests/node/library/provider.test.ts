// Providers: held, renewed ahead of the end, once for all who ask, and never alive after a sign-out.

import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isIdentityCenterError } from 'aws-sso-wasm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { listen } from 'aws-sso-wasm/sandbox';
import { inTime, never, REDIRECT_URI, setStage, signIn, type Stage } from './stage.js';

const MINUTE = 60_000;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

function fetched({ sandbox }: Stage): number {
  return sandbox.count('GetRoleCredentials');
}

test('one request serves all who ask, for as long as the credentials last', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const many = await Promise.all(Array.from({ length: 50 }, provider));
  equal(fetched(stage), 1);
  equal(new Set(many.map(({ accessKeyId }) => accessKeyId)).size, 1);
  equal(many[0]?.accountId, stage.role.accountId);
  stage.clock.pass(54 * MINUTE);
  deepEqual(await provider(), many[0]);
  equal(fetched(stage), 1);
});

test('shortly before the end the old ones are given out while new ones are fetched', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const first = await provider();
  stage.clock.pass(56 * MINUTE);
  const again = await Promise.all([provider(), provider(), provider()]);
  ok(again.every(({ accessKeyId }) => accessKeyId === first.accessKeyId));
  await settled();
  equal(fetched(stage), 2);
  const next = await provider();
  notEqual(next.accessKeyId, first.accessKeyId);
  equal(fetched(stage), 2);
});

test('a clock that is wrong does not make ended credentials look fresh', async () => {
  const stage = await setStage({ clockOffset: 60 * MINUTE });
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  await provider();
  stage.clock.pass(54 * MINUTE);
  await provider();
  await settled();
  equal(fetched(stage), 1);
  stage.clock.pass(2 * MINUTE);
  await provider();
  await settled();
  equal(fetched(stage), 2);
});

test('a renewal that fails in the background is not seen, and not tried all the time', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const first = await provider();
  stage.sandbox.inject({
    operation: 'GetRoleCredentials',
    answer: { kind: 'refuse', code: 'ForbiddenException' },
    times: Infinity,
  });
  stage.clock.pass(56 * MINUTE);
  for (let count = 0; count < 5; count += 1) {
    deepEqual(await provider(), first);
    await settled();
  }
  equal(fetched(stage), 2);
  stage.clock.pass(MINUTE);
  deepEqual(await provider(), first);
  await settled();
  equal(fetched(stage), 3);
  stage.clock.pass(4 * MINUTE);
  await rejects(inTime(provider()), { code: 'ERR_SERVICE' });
});

test('the next step of an error is one for a program', async () => {
  const stage = await setStage({ deniedRoles: ['Denied'], roles: ['Denied'] });
  const { session, role } = stage;
  await rejects(session.roleCredentials(role), {
    code: 'ERR_SIGN_IN_REQUIRED',
    help: 'Let the person sign in to this session again.',
  });
  await signIn(stage);
  await rejects(session.roleCredentials(role), (error) => {
    ok(isIdentityCenterError(error, 'ERR_SERVICE'));
    equal(error.fault.awsCode, 'ForbiddenException');
    ok(error.help?.includes('accountRoles()'));
    return true;
  });
});

test('whoever asks after the end waits for new ones', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const first = await provider();
  stage.clock.pass(61 * MINUTE);
  const many = await Promise.all(Array.from({ length: 20 }, provider));
  equal(fetched(stage), 2);
  ok(many.every(({ accessKeyId }) => accessKeyId !== first.accessKeyId));
});

test('after a sign-out it gives nothing out, and after a sign-in it does again', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const tokens = stage.session.tokenProvider();
  const first = await provider();
  await tokens();
  await stage.session.signOut();
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await rejects(tokens(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await signIn(stage);
  notEqual((await provider()).accessKeyId, first.accessKeyId);
});

test('who signs out while credentials are fetched is not handed them afterwards', async () => {
  const stage = await setStage({ latency: 50 });
  await signIn(stage);
  const provider = stage.session.provider(stage.role);
  const asked = provider();
  await stage.session.signOut();
  await asked.catch(() => undefined);
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
});

test('a sign-in elsewhere that shares the store is picked up', async () => {
  const stage = await setStage();
  const { sandbox, identityCenter, clock } = stage;
  const { startUrl, region } = sandbox;
  const provider = stage.session.provider(stage.role);
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  const elsewhere = identityCenter.session({ startUrl, region });
  await signIn({ ...stage, session: elsewhere });
  ok((await provider()).accessKeyId);
  clock.pass(61 * MINUTE);
  sandbox.revokeSessions();
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await signIn({ ...stage, session: elsewhere });
  ok((await provider()).accessKeyId);
});

test('the callback signs in, once for all who wait', async () => {
  const stage = await setStage({ latency: 5 });
  let asked = 0;
  const onSignInRequired = async (session: Stage['session'], error: Error): Promise<void> => {
    asked += 1;
    equal(Object(error).code, 'ERR_SIGN_IN_REQUIRED');
    const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
    await session.completeSignIn(await stage.sandbox.decide(url, 'approve'));
  };
  const provider = stage.session.provider({ ...stage.role, onSignInRequired });
  const tokens = stage.session.tokenProvider({ onSignInRequired });
  const all = [provider, provider, tokens, provider, tokens];
  await inTime(Promise.all(all.map((give) => give())));
  equal(asked, 1);
  equal(fetched(stage), 1);
});

test('what the callback fails with reaches all who wait, and the next one asks again', async () => {
  const stage = await setStage();
  const failure = new Error('Nobody is here.');
  let asked = 0;
  const provider = stage.session.provider({
    ...stage.role,
    onSignInRequired: async () => {
      asked += 1;
      throw failure;
    },
  });
  const results = await Promise.allSettled([provider(), provider(), provider()]);
  ok(results.every((result) => result.status === 'rejected' && result.reason === failure));
  equal(asked, 1);
  await rejects(provider(), failure);
  equal(asked, 2);
});

test('a callback that did not sign in is not asked again and again', async () => {
  const stage = await setStage();
  let asked = 0;
  const provider = stage.session.provider({
    ...stage.role,
    onSignInRequired: async () => {
      asked += 1;
    },
  });
  await rejects(inTime(provider()), { code: 'ERR_SIGN_IN_REQUIRED' });
  equal(asked, 1);
});

test('the person is not asked while what is held still lasts', async () => {
  const stage = await setStage();
  await signIn(stage);
  const provider = stage.session.provider({ ...stage.role, onSignInRequired: never });
  const first = await provider();
  stage.sandbox.revokeSessions();
  stage.clock.pass(56 * MINUTE);
  deepEqual(await inTime(provider()), first);
  await settled();
  deepEqual(await inTime(provider()), first);
});

test('a bearer token is given out as AWS clients take it, and renewed', async () => {
  const stage = await setStage();
  await signIn(stage);
  const tokens = stage.session.tokenProvider();
  const first = await tokens();
  deepEqual(Object.keys(first).sort(), ['expiration', 'token']);
  equal((await tokens()).token, first.token);
  stage.clock.pass(56 * MINUTE);
  await tokens();
  await settled();
  notEqual((await tokens()).token, first.token);
});

test("the AWS SDK's own client signs with what it gives", async (t) => {
  const stage = await setStage({ now: Date.now });
  await signIn(stage);
  const server = await listen(stage.sandbox);
  t.after(() => server.close());
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const credentials = stage.session.provider(stage.role);
  const sts = new STSClient({ region: 'us-east-1', endpoint: server.url, credentials });
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  equal(Account, stage.role.accountId);
  ok(Arn?.includes(stage.role.roleName));
});

test('a program that has credentials can end', async () => {
  const script = fileURLToPath(new URL('../children/provide.js', import.meta.url));
  const begun = Date.now();
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 30_000 });
  equal(stdout, 'ASIA\n');
  ok(Date.now() - begun < 25_000);
});
