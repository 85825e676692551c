// Signing in, by redirect and by device code; what is told meanwhile; and signing out.

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { isIdentityCenterError } from 'aws-sso-wasm';
import type { SandboxEvent } from 'aws-sso-wasm/sandbox';
import { all, inTime, REDIRECT_URI, setStage, signIn } from './stage.js';

test('a redirect signs in, and once only', async () => {
  const stage = await setStage();
  const { sandbox, session, events } = stage;
  deepEqual(await session.status(), { signedIn: false, refreshable: false });
  const { url, state } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  equal(new URL(url).searchParams.get('state'), state);
  const callback = await sandbox.decide(url, 'approve');
  const status = await session.completeSignIn(callback);
  equal(status.signedIn, true);
  equal(status.refreshable, true);
  ok(status.expiresAt instanceof Date);
  ok(status.registrationExpiresAt instanceof Date);
  deepEqual(await session.status(), status);
  await rejects(session.completeSignIn(callback), { code: 'ERR_STATE_MISMATCH' });
  deepEqual(events, [
    { type: 'signed-in', session: sandbox.startUrl, expiresAt: status.expiresAt },
  ]);
});

test('a redirect that answers nothing of ours changes nothing', async () => {
  const { sandbox, session } = await setStage();
  const { url, state } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'approve');
  const foreign = new URL(callback);
  foreign.searchParams.set('state', crypto.randomUUID());
  for (const wrong of [
    foreign.href,
    REDIRECT_URI,
    'nonsense',
    '',
    `${REDIRECT_URI}?state=${state}`.slice(0, -1),
  ]) {
    await rejects(inTime(session.completeSignIn(wrong)), { code: 'ERR_STATE_MISMATCH' });
  }
  equal((await session.completeSignIn(callback)).signedIn, true);
});

test('a person who declines is told so, and the sign-in is used up', async () => {
  const { sandbox, session } = await setStage({ consent: 'ask' });
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'deny');
  await rejects(session.completeSignIn(callback), { code: 'ERR_ACCESS_DENIED' });
  await rejects(session.completeSignIn(callback), { code: 'ERR_STATE_MISMATCH' });
});

test('a redirect that took too long is refused with a sentence', async () => {
  const { sandbox, session, clock } = await setStage();
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'approve');
  clock.pass(11 * 60_000);
  await rejects(session.completeSignIn(callback), { code: 'ERR_AUTHORIZATION_EXPIRED' });
});

test('only the redirect URI that AWS accepts is taken', async () => {
  const { session } = await setStage();
  for (const redirectUri of [
    'https://console.example.com/oauth/callback',
    'http://localhost:4444/oauth/callback',
    'http://127.0.0.1:4444/elsewhere',
    'nonsense',
  ]) {
    await rejects(inTime(session.beginSignIn({ redirectUri })), { code: 'ERR_INVALID_ARGUMENT' });
  }
});

test('the identity center completes a sign-in whose session nobody remembers', async () => {
  const { sandbox, session, identityCenter } = await setStage();
  const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const done = await identityCenter.completeSignIn(await sandbox.decide(url, 'approve'));
  equal(done.session.startUrl, sandbox.startUrl);
  equal(done.session.region, sandbox.region);
  deepEqual(await done.session.status(), done.status);
});

test('a session does not take the redirect of another', async () => {
  const { sandbox, session, identityCenter } = await setStage();
  const { startUrl, region } = sandbox;
  const other = identityCenter.session({ startUrl, region, name: 'other' });
  const { url } = await other.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'approve');
  await rejects(session.completeSignIn(callback), { code: 'ERR_STATE_MISMATCH' });
  equal((await session.status()).signedIn, false);
});

test('a device code signs in, and every step is told in order', async () => {
  const { sandbox, session, events } = await setStage();
  const prompts: string[] = [];
  const status = await inTime(
    session.signInWithDeviceCode({
      onPrompt: (prompt) => {
        prompts.push(prompt.userCode);
        match(prompt.userCode, /^[A-Z]{4}-[A-Z]{4}$/);
        ok(prompt.verificationUriComplete?.includes(prompt.userCode));
        ok(prompt.expiresAt instanceof Date);
      },
    }),
  );
  equal(status.signedIn, true);
  equal(status.refreshable, true);
  equal(prompts.length, 1);
  deepEqual(
    events.map(({ type }) => type),
    ['prompt', 'polling', 'signed-in'],
  );
  ok(events.every((event) => event.session === sandbox.startUrl));
  deepEqual(
    events.find(({ type }) => type === 'polling'),
    { type: 'polling', session: sandbox.startUrl, intervalSeconds: 1 },
  );
});

test('a device code that is declined, or not shown, ends the sign-in', async () => {
  const { session } = await setStage({ consent: 'deny' });
  const onPrompt = (): void => undefined;
  await rejects(inTime(session.signInWithDeviceCode({ onPrompt })), { code: 'ERR_ACCESS_DENIED' });
  const cause = new Error('There is no screen.');
  await rejects(
    inTime(
      session.signInWithDeviceCode({
        onPrompt: () => {
          throw cause;
        },
      }),
    ),
    (error) => isIdentityCenterError(error),
  );
});

test('a device code that nobody enters runs out', async () => {
  const { session } = await setStage({ consent: 'ask', lifetimes: { deviceCode: 5 } });
  await rejects(inTime(session.signInWithDeviceCode({ onPrompt: () => undefined })), {
    code: 'ERR_AUTHORIZATION_EXPIRED',
  });
});

test('a token that the caller brings serves until it ends', async () => {
  const stage = await setStage();
  await signIn(stage);
  const { accessToken } = await stage.session.accessToken();
  const { sandbox, identityCenter, clock } = stage;
  const { startUrl, region } = sandbox;
  const other = identityCenter.session({ startUrl, region, name: 'brought' });
  const expiresAt = new Date(Math.ceil(clock.now() / 1_000) * 1_000 + 600_000);
  const status = await other.useToken({ accessToken, expiresAt });
  deepEqual(status, { signedIn: true, refreshable: false, expiresAt });
  equal((await all(other.accounts())).length, 3);
  clock.pass(602_000);
  equal((await other.status()).signedIn, false);
  await rejects(other.accessToken(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await rejects(other.useToken({ accessToken, expiresAt }), { code: 'ERR_INVALID_ARGUMENT' });
});

test('signing out revokes the token and leaves nothing', async () => {
  const stage = await setStage();
  await signIn(stage);
  const { sandbox, session, role, events } = stage;
  const { accessToken } = await session.accessToken();
  await session.roleCredentials(role);
  deepEqual(await session.signOut(), { revoked: true, roleCredentials: 1 });
  equal(sandbox.count('Logout'), 1);
  equal((await session.status()).signedIn, false);
  await rejects(session.roleCredentials(role), { code: 'ERR_SIGN_IN_REQUIRED' });
  const portal = `https://portal.sso.${sandbox.region}.amazonaws.com/assignment/accounts`;
  const answer = await sandbox.fetch(portal, {
    headers: { 'x-amz-sso_bearer_token': accessToken },
  });
  equal(answer.status, 401);
  deepEqual(
    events.map(({ type }) => type),
    ['signed-in', 'signed-out'],
  );
  deepEqual(await session.signOut(), { revoked: false, roleCredentials: 0 });
});

test('signing out clears the store also when AWS cannot be reached', async () => {
  const stage = await setStage();
  await signIn(stage);
  const { sandbox, session } = stage;
  sandbox.inject({ operation: 'Logout', answer: { kind: 'reset' }, times: Infinity });
  equal((await inTime(session.signOut())).revoked, false);
  equal((await session.status()).signedIn, false);
});

test('a token is renewed when little of it is left', async () => {
  const stage = await setStage();
  await signIn(stage);
  const { sandbox, session, clock, events } = stage;
  const first = await session.accessToken();
  clock.pass(50 * 60_000);
  const second = await session.accessToken();
  ok(first.accessToken !== second.accessToken);
  ok(second.expiresAt > first.expiresAt);
  const filter = (event: SandboxEvent): boolean => event.grant === 'refresh_token';
  equal(sandbox.count('CreateToken', filter), 1);
  deepEqual(events.at(-1), {
    type: 'refreshed',
    session: sandbox.startUrl,
    expiresAt: second.expiresAt,
  });
});

test('that a token ends is told ahead, once, and not if it was renewed', async () => {
  const stage = await setStage({}, { expiringMilliseconds: 3_599_950 });
  await signIn(stage);
  await new Promise((resolve) => setTimeout(resolve, 400));
  const expiring = stage.events.filter(({ type }) => type === 'expiring');
  equal(expiring.length, 1);
  await stage.session.status();
  await new Promise((resolve) => setTimeout(resolve, 100));
  equal(stage.events.filter(({ type }) => type === 'expiring').length, 1);
});

test('a listener that throws breaks nothing, and one that left hears nothing', async () => {
  const stage = await setStage();
  const heard: string[] = [];
  stage.identityCenter.subscribe(() => {
    throw new Error('I am broken.');
  });
  const leave = stage.identityCenter.subscribe(({ type }) => heard.push(type));
  await signIn(stage);
  leave();
  leave();
  await stage.session.signOut();
  deepEqual(heard, ['signed-in']);
  equal(stage.events.length, 2);
});

test('no error and no event shows a secret', async () => {
  const stage = await setStage();
  await signIn(stage);
  const { sandbox, session, role, events, clock } = stage;
  const { accessToken } = await session.accessToken();
  const { secretAccessKey, sessionToken } = await session.roleCredentials(role);
  const errors: unknown[] = [];
  const catchOf = async (call: Promise<unknown>): Promise<void> => {
    errors.push(
      await call.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  };
  const { url, state } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
  const callback = await sandbox.decide(url, 'approve');
  const code = new URL(callback).searchParams.get('code') ?? '';
  sandbox.inject({ operation: 'CreateToken', answer: { kind: 'html' }, times: 9 });
  await catchOf(session.completeSignIn(callback));
  await catchOf(session.completeSignIn(callback));
  sandbox.revokeSessions();
  clock.pass(61 * 60_000);
  await catchOf(session.accessToken());
  await catchOf(all(session.accounts()));
  await catchOf(session.useToken({ accessToken: `${accessToken}\n`, expiresAt: new Date(0) }));
  equal(errors.includes(undefined), false);
  const shown = [...errors, ...events, session, stage.identityCenter].map((value) =>
    [inspect(value, { depth: 9, showHidden: true }), JSON.stringify(value), String(value)].join(),
  );
  for (const secret of [accessToken, secretAccessKey, sessionToken, code, state]) {
    ok(secret.length > 8);
    equal(
      shown.some((text) => text.includes(secret)),
      false,
    );
  }
});
