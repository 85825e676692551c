// Answers that were lost after the operation took effect: what a person is told, and that the next try works.

import { equal, match, ok } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createIdentityCenter, isIdentityCenterError, type Session } from 'aws-sso-wasm';
import { createNodeIdentityCenter } from 'aws-sso-wasm/node';
import { createSandbox, type Sandbox } from 'aws-sso-wasm/sandbox';
import { all, createVirtualClock, REDIRECT_URI, type VirtualClock } from '../node/library/stage.js';
import { createDocuments } from './lying/library.js';
import {
  type LyingServer,
  type Occasion,
  type Operation,
  startLying,
  written,
} from './lying/server.js';

interface Stage {
  readonly sandbox: Sandbox;
  readonly server: LyingServer;
  readonly session: Session;
  readonly clock: VirtualClock;
  /** From now on answers of the operation are lost, the first `times` of them. */
  lose(times: number): void;
  signIn(): Promise<void>;
}

/** How an answer is lost. */
const WAYS = {
  'before it begins': (occasion: Occasion) => occasion.reset(),
  'in its headers': ({ socket, reset }: Occasion) =>
    void socket.write('HTTP/1.1 200 OK\r\nX', reset),
  'in its body': ({ socket }: Occasion) =>
    void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"accessT'),
} as const;

type Way = keyof typeof WAYS;

async function setStage(
  t: TestContext,
  door: 'node' | 'fetch',
  about: Operation,
  way: Way,
): Promise<Stage> {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ consent: 'approve', now: clock.now, accounts: 1, roles: 1 });
  let left = 0;
  const server = await startLying(t, {
    about,
    sandbox,
    startUrl: sandbox.startUrl,
    trap: '',
    async tell(occasion) {
      // It takes effect.
      const honest = await occasion.honest();
      left -= 1;
      if (left < 0) occasion.socket.write(written(honest));
      else WAYS[way](occasion);
    },
  });
  const endpoints = { ssoOidc: server.origin, sso: server.origin };
  const options = { endpoints, clock, store: createDocuments() };
  const center =
    door === 'node'
      ? createNodeIdentityCenter({ ...options, environment: { HOME: '/nowhere' } })
      : createIdentityCenter(options);
  const session = center.session({ startUrl: sandbox.startUrl, region: sandbox.region });
  return {
    sandbox,
    server,
    session,
    clock,
    lose: (times) => {
      left = times;
    },
    async signIn() {
      const { url } = await session.beginSignIn({ redirectUri: REDIRECT_URI });
      await session.completeSignIn(await sandbox.decide(url, 'approve'));
    },
  };
}

async function failure(call: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error: unknown = await call.then(
    () => undefined,
    (raised: unknown) => raised,
  );
  ok(isIdentityCenterError(error), `It came to ${String(error)}.`);
  return { code: error.code, text: `${error.message}\n${error.help}` };
}

for (const door of ['node', 'fetch'] as const) {
  for (const way of Object.keys(WAYS) as Way[]) {
    const where = `at the door "${door}", ${way}`;

    test(`a registration whose answer is lost is made again: ${where}`, async (t) => {
      const { sandbox, session, lose, signIn } = await setStage(t, door, 'RegisterClient', way);
      lose(2);
      await signIn();
      equal(sandbox.count('RegisterClient'), 3);
      ok((await session.status()).signedIn);
    });

    test(`a sign-in whose token is lost says that it has to be begun again, and can be: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'CreateToken: authorization_code', way);
      stage.lose(1);
      const { code, text } = await failure(stage.signIn());
      // The code was spent by the request whose answer was lost.
      equal(code, 'ERR_SERVICE');
      match(text, /invalid_grant/);
      match(text, /Sign in again\./);
      equal(stage.server.count('CreateToken: authorization_code'), 2);
      equal((await stage.session.status()).signedIn, false);
      await stage.signIn();
      ok((await stage.session.status()).signedIn);
      ok((await all(stage.session.accounts())).length > 0);
    });

    test(`a sign-in on a line that stays broken tells of the line: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'CreateToken: authorization_code', way);
      stage.lose(3);
      const { code, text } = await failure(stage.signIn());
      equal(code, 'ERR_NETWORK');
      match(text, /broke off|could not be reached/);
      equal(stage.server.count('CreateToken: authorization_code'), 3);
      await stage.signIn();
      ok((await stage.session.status()).signedIn);
    });

    test(`a device whose token is lost is told to begin again, and can: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'CreateToken: device_code', way);
      let prompts = 0;
      const signIn = (): Promise<unknown> =>
        stage.session.signInWithDeviceCode({ onPrompt: () => void (prompts += 1) });
      // The first poll finds the person undecided, the second one brings the token.
      stage.lose(2);
      const { code, text } = await failure(signIn());
      equal(code, 'ERR_SERVICE');
      match(text, /invalid_grant/);
      match(text, /Sign in again\./);
      equal(prompts, 1);
      await signIn();
      ok((await stage.session.status()).signedIn);
    });

    test(`a renewal whose answer is lost asks for a sign-in, which works: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'CreateToken: refresh_token', way);
      await stage.signIn();
      stage.clock.pass(2 * 3_600_000);
      stage.lose(1);
      const { code, text } = await failure(stage.session.accessToken());
      equal(code, 'ERR_SIGN_IN_REQUIRED');
      match(text, /Token has expired|session .* has expired|[Ss]ign in/);
      equal(stage.server.count('CreateToken: refresh_token'), 2);
      await stage.signIn();
      ok((await stage.session.accessToken()).expiresAt.getTime() > stage.clock.now());
    });

    test(`a renewal ahead of its time whose answer is lost keeps the token that is still good: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'CreateToken: refresh_token', way);
      await stage.signIn();
      const before = await stage.session.accessToken();
      stage.clock.pass(50 * 60_000);
      stage.lose(3);
      equal((await stage.session.accessToken()).accessToken, before.accessToken);
      ok((await all(stage.session.accounts())).length > 0);
      // And once more it is tried, in vain: the refresh token was spent. The token goes on to its end.
      stage.clock.pass(6 * 60_000);
      equal((await stage.session.accessToken()).accessToken, before.accessToken);
      stage.clock.pass(10 * 60_000);
      equal((await failure(stage.session.accessToken())).code, 'ERR_SIGN_IN_REQUIRED');
      await stage.signIn();
      ok((await stage.session.status()).signedIn);
    });

    test(`a sign-out whose answer is lost is one: ${where}`, async (t) => {
      const stage = await setStage(t, door, 'Logout', way);
      await stage.signIn();
      stage.lose(1);
      // The portal knows the token no more, which is what was wanted.
      equal((await stage.session.signOut()).revoked, true);
      equal(stage.server.count('Logout'), 2);
      equal((await stage.session.status()).signedIn, false);
      await stage.signIn();
      ok((await stage.session.status()).signedIn);
    });

    for (const operation of ['ListAccounts', 'ListAccountRoles', 'GetRoleCredentials'] as const) {
      test(`${operation} is asked again when its answer is lost: ${where}`, async (t) => {
        const stage = await setStage(t, door, operation, way);
        await stage.signIn();
        const account = stage.sandbox.accounts[0];
        const role = { accountId: account?.accountId ?? '', roleName: account?.roles[0] ?? '' };
        stage.lose(2);
        if (operation === 'ListAccounts') ok((await all(stage.session.accounts())).length === 1);
        else if (operation === 'ListAccountRoles') {
          ok((await all(stage.session.roles(role.accountId))).length === 1);
        } else ok((await stage.session.roleCredentials(role)).secretAccessKey);
        equal(stage.server.count(operation), 3);
      });
    }
  }
}
