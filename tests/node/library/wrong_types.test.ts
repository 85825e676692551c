// Arguments of a wrong type: a TypeError with a code, at once, from every export.

import { throws } from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdentity, createIdentityCenter, init } from 'aws-sso-wasm';
import {
  completeRedirect,
  createBrowserIdentityCenter,
  signInWithRedirect,
} from 'aws-sso-wasm/browser';
import { setStage } from './stage.js';

type Anything = (...given: readonly unknown[]) => unknown;

/** The function, which now takes anything. */
function loosened(call: unknown): Anything {
  if (typeof call !== 'function') throw new Error('This is no function.');
  return (...given) => call(...given);
}

const WRONG = { code: 'ERR_INVALID_ARGUMENT', name: 'TypeError' };
const ROLE = { accountId: '111122223333', roleName: 'ReadOnly' };
const KEYS = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
const SIGNALS = [{ signal: 1 }, { signal: {} }, { signal: null }, null, 1, 'abort', []];

test('wrong types throw a TypeError at once', async () => {
  const { identityCenter, session } = await setStage();
  const calls: readonly (readonly [unknown, readonly unknown[]])[] = [
    ...[1, true, null, Symbol('source')].map((source) => [init, [source]] as const),
    ...[
      null,
      1,
      'options',
      [],
      { fetch: 1 },
      { store: {} },
      { store: null },
      { clock: { now: 1 } },
      { relay: 1 },
      { relay: '/idc' },
      { relay: '' },
      { endpoints: 'https://127.0.0.1' },
      { endpoints: { sso: 1 } },
      { fips: 'yes' },
      { dualStack: 1 },
      { timeoutMilliseconds: '1' },
      { timeoutMilliseconds: 0 },
      { timeoutMilliseconds: Number.NaN },
      { expiringMilliseconds: -1 },
    ].map((options) => [createIdentityCenter, [options]] as const),
    ...[null, 1, { storage: 'disk' }, { storage: 1 }, { fetch: {} }].map(
      (options) => [createBrowserIdentityCenter, [options]] as const,
    ),
    ...[
      undefined,
      null,
      {},
      { startUrl: 1, region: 'us-east-1' },
      { startUrl: 'https://d-1234567890.awsapps.com/start' },
      { startUrl: '', region: '', name: 1 },
      { startUrl: '', region: '', scopes: 'sso:account:access' },
      { startUrl: '', region: '', scopes: [1] },
    ].map((options) => [identityCenter.session, [options]] as const),
    ...[undefined, null, {}, 'listener'].map(
      (listener) => [identityCenter.subscribe, [listener]] as const,
    ),
    ...[undefined, null, 1].map((url) => [identityCenter.completeSignIn, [url]] as const),
    ...[undefined, null, {}, { redirectUri: 1 }].map(
      (options) => [session.beginSignIn, [options]] as const,
    ),
    ...[undefined, null, 1, new URL('http://127.0.0.1')].map(
      (url) => [session.completeSignIn, [url]] as const,
    ),
    ...[undefined, null, {}, { onPrompt: 'show' }].map(
      (options) => [session.signInWithDeviceCode, [options]] as const,
    ),
    ...[
      undefined,
      'token',
      {},
      { accessToken: 1, expiresAt: new Date() },
      { accessToken: 'token', expiresAt: 1 },
      { accessToken: 'token', expiresAt: new Date('never') },
    ].map((token) => [session.useToken, [token]] as const),
    ...[undefined, 1, null].map((accountId) => [session.roles, [accountId]] as const),
    ...['1', [1], {}].map((accountIds) => [session.accountRoles, [{ accountIds }]] as const),
    ...[undefined, null, {}, { accountId: 1, roleName: 'a' }, { accountId: '1' }].flatMap((role) =>
      [session.roleCredentials, session.consoleUrl, session.provider].map(
        (call) => [call, [role]] as const,
      ),
    ),
    [session.consoleUrl, [{ ...ROLE, destination: 1 }]],
    [session.provider, [{ ...ROLE, onSignInRequired: true }]],
    [session.tokenProvider, [null]],
    [session.tokenProvider, [{ onSignInRequired: {} }]],
    ...[undefined, 'keys', { accessKeyId: 1 }, { ...KEYS, sessionToken: 1 }].map(
      (keys) => [callerIdentity, [keys, { region: 'us-east-1' }]] as const,
    ),
    ...[undefined, {}, { region: 1 }, { region: 'us-east-1', endpoint: 1 }].map(
      (options) => [callerIdentity, [KEYS, options]] as const,
    ),
    [callerIdentity, [KEYS, { region: 'us-east-1', fetch: 1 }]],
    ...[undefined, null, {}, { beginSignIn: 1 }].map(
      (given) => [signInWithRedirect, [given]] as const,
    ),
    [signInWithRedirect, [session, { returnTo: 1 }]],
    ...[undefined, null, {}, session].map((given) => [completeRedirect, [given, {}]] as const),
    ...SIGNALS.flatMap((options): readonly (readonly [unknown, readonly unknown[]])[] => [
      [session.completeSignIn, ['', options]],
      [session.useToken, [{ accessToken: 'token', expiresAt: new Date() }, options]],
      [session.status, [options]],
      [session.accessToken, [options]],
      [session.accounts, [options]],
      [session.roles, ['111122223333', options]],
      [session.accountRoles, [options]],
      [session.roleCredentials, [ROLE, options]],
      [session.consoleUrl, [ROLE, options]],
      [session.signOut, [options]],
      [identityCenter.completeSignIn, ['', options]],
      [completeRedirect, [identityCenter, options]],
      [signInWithRedirect, [session, options]],
    ]),
    [session.beginSignIn, [{ redirectUri: 'http://127.0.0.1', signal: 1 }]],
    [session.signInWithDeviceCode, [{ onPrompt: () => undefined, signal: 1 }]],
    [callerIdentity, [KEYS, { region: 'us-east-1', signal: 1 }]],
  ];
  for (const [call, given] of calls) {
    throws(
      () => loosened(call)(...given),
      WRONG,
      `${Object(call).name}(${given.map((value) => (typeof value === 'symbol' ? 'symbol' : JSON.stringify(value))).join()})`,
    );
  }
});
