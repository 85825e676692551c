// The sandbox's portal, driven by @aws-sdk/client-sso.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  paginateListAccountRoles,
  paginateListAccounts,
} from '@aws-sdk/client-sso';
import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc';
import { refusal, setStage, signIn, type Stage } from './stage.js';

const NO_ACCESS = {
  name: 'ForbiddenException',
  status: 403,
  error: undefined,
  message: 'No access',
};
const UNAUTHORIZED = {
  name: 'UnauthorizedException',
  status: 401,
  error: undefined,
  message: 'Session token not found or invalid',
};

function get(stage: Stage, path: string, accessToken: string): Promise<Response> {
  return fetch(`${stage.server.url}${path}`, {
    headers: { 'x-amz-sso_bearer_token': accessToken },
  });
}

describe('ListAccounts', () => {
  test('gives every account over its pages', async (t) => {
    const stage = await setStage(t, { accounts: 665 });
    const { accessToken } = await signIn(stage);
    for (const pageSize of [undefined, 7, 100]) {
      const ids: (string | undefined)[] = [];
      const config = pageSize === undefined ? {} : { pageSize };
      for await (const page of paginateListAccounts(
        { client: stage.sso, ...config },
        { accessToken },
      )) {
        for (const account of page.accountList ?? []) ids.push(account.accountId);
      }
      deepEqual(
        ids,
        stage.sandbox.accounts.map(({ accountId }) => accountId),
      );
      equal(new Set(ids).size, 665);
    }
    equal(stage.sandbox.count('ListAccounts'), 34 + 95 + 7);
  });

  test('gives names as they are: markup, quotes, other scripts, or none', async (t) => {
    const accounts = [
      {
        accountId: '111122223333',
        accountName: '<b>R&D</b> "東京" 🗼',
        emailAddress: 'a@example.com',
      },
      { accountId: '444455556666' },
    ];
    const stage = await setStage(t, { accounts });
    const { accessToken } = await signIn(stage);
    const { accountList, nextToken } = await stage.sso.send(
      new ListAccountsCommand({ accessToken }),
    );
    deepEqual(accountList, accounts);
    equal(nextToken ?? undefined, undefined);
  });

  test('can make odd names up', async (t) => {
    const stage = await setStage(t, { accounts: 20, oddNames: true });
    const { accessToken } = await signIn(stage);
    const { accountList } = await stage.sso.send(new ListAccountsCommand({ accessToken }));
    const names = (accountList ?? []).map(({ accountName }) => accountName);
    ok(names.some((name) => name?.includes('<b>')));
    ok(names.some((name) => name === undefined));
    ok(names.some((name) => name !== undefined && /[^\u0000-\u00ff]/u.test(name)));
  });

  test('refuses page sizes and tokens that are none', async (t) => {
    const stage = await setStage(t, { accounts: 30 });
    const { accessToken } = await signIn(stage);
    for (const maxResults of [0, 101, -1]) {
      const refused = await refusal(
        stage.sso.send(new ListAccountsCommand({ accessToken, maxResults })),
      );
      equal(refused.name, 'InvalidRequestException');
      equal(refused.message, 'ResultSize parameter must be within the valid limits of: 1-100');
    }
    const { nextToken } = await stage.sso.send(new ListAccountsCommand({ accessToken }));
    const [account] = stage.sandbox.accounts;
    for (const call of [
      stage.sso.send(new ListAccountsCommand({ accessToken, nextToken: 'made up' })),
      // A token is for the list that gave it.
      stage.sso.send(
        new ListAccountRolesCommand({ accessToken, accountId: account?.accountId, nextToken }),
      ),
    ]) {
      equal((await refusal(call)).name, 'InvalidRequestException');
    }
  });
});

describe('ListAccountRoles', () => {
  test('gives every role of the account over its pages', async (t) => {
    const stage = await setStage(t, { roles: 45 });
    const { accessToken } = await signIn(stage);
    const [account] = stage.sandbox.accounts;
    const names: (string | undefined)[] = [];
    const query = { accessToken, accountId: account?.accountId };
    for await (const page of paginateListAccountRoles({ client: stage.sso }, query)) {
      for (const role of page.roleList ?? []) {
        equal(role.accountId, account?.accountId);
        names.push(role.roleName);
      }
    }
    deepEqual(names, account?.roles);
    equal(stage.sandbox.count('ListAccountRoles'), 3);
  });

  test('knows the roles of each account', async (t) => {
    const stage = await setStage(t, {
      accounts: [{ accountId: '111122223333', roles: ['One'] }, { accountId: '444455556666' }],
      roles: ['Two', 'Three'],
    });
    const { accessToken } = await signIn(stage);
    for (const [accountId, expected] of [
      ['111122223333', ['One']],
      ['444455556666', ['Two', 'Three']],
    ] as const) {
      const { roleList } = await stage.sso.send(
        new ListAccountRolesCommand({ accessToken, accountId }),
      );
      deepEqual(
        roleList?.map(({ roleName }) => roleName),
        expected,
      );
    }
  });

  test('refuses an account that is not assigned', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage);
    const call = stage.sso.send(
      new ListAccountRolesCommand({ accessToken, accountId: '000000000000' }),
    );
    deepEqual(await refusal(call), NO_ACCESS);
  });
});

describe('GetRoleCredentials', () => {
  test('gives keys that end at a whole second, in epoch milliseconds', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage);
    const [account] = stage.sandbox.accounts;
    const query = { accessToken, accountId: account?.accountId, roleName: account?.roles[0] };
    const { roleCredentials } = await stage.sso.send(new GetRoleCredentialsCommand(query));
    match(roleCredentials?.accessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
    equal(roleCredentials?.secretAccessKey?.length, 40);
    const expiration = roleCredentials?.expiration ?? 0;
    equal(expiration % 1_000, 0);
    ok(Math.abs(expiration - Date.now() - 3_600_000) < 5_000);
  });

  test('finds a role whose name needs every kind of escape', async (t) => {
    const roleName = 'A+b @=,.-_%2F é';
    const stage = await setStage(t, { roles: [roleName] });
    const { accessToken } = await signIn(stage);
    const [account] = stage.sandbox.accounts;
    await stage.sso.send(
      new GetRoleCredentialsCommand({ accessToken, accountId: account?.accountId, roleName }),
    );
  });

  test('refuses roles that are not assigned, or denied', async (t) => {
    const stage = await setStage(t, { deniedRoles: ['ReadOnlyAccess'] });
    const { accessToken } = await signIn(stage);
    const accountId = stage.sandbox.accounts[0]?.accountId;
    for (const roleName of ['ReadOnlyAccess', 'Nobody', 'administratoraccess']) {
      const call = stage.sso.send(
        new GetRoleCredentialsCommand({ accessToken, accountId, roleName }),
      );
      deepEqual(await refusal(call), NO_ACCESS);
    }
  });

  test('answers as the portal writes it', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage);
    const forbidden = await get(
      stage,
      '/federation/credentials?role_name=x&account_id=y',
      accessToken,
    );
    match(forbidden.headers.get('x-amzn-errortype') ?? '', /^ForbiddenException:http:/);
    equal(
      await forbidden.text(),
      '{"message":"No access","__type":"com.amazonaws.switchboard.portal#ForbiddenException"}',
    );
    const incomplete = await get(stage, '/federation/credentials?role_name=x', accessToken);
    equal(incomplete.status, 400);
  });
});

describe('the bearer token', () => {
  test('has to be there, known, unexpired and not logged out', async (t) => {
    const stage = await setStage(t);
    const list = (accessToken: string): Promise<object> =>
      refusal(stage.sso.send(new ListAccountsCommand({ accessToken })));
    equal((await fetch(`${stage.server.url}/assignment/accounts`)).status, 401);
    deepEqual(await list('made up'), UNAUTHORIZED);

    const first = await signIn(stage);
    stage.pass(3_600);
    deepEqual(await list(first.accessToken), UNAUTHORIZED);

    const second = await signIn(stage);
    await stage.sso.send(new LogoutCommand({ accessToken: second.accessToken }));
    deepEqual(await list(second.accessToken), UNAUTHORIZED);
    deepEqual(
      await refusal(stage.sso.send(new LogoutCommand({ accessToken: second.accessToken }))),
      UNAUTHORIZED,
    );
    const { client, refreshToken } = second;
    const refresh = new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken });
    equal((await refusal(stage.oidc.send(refresh))).name, 'InvalidGrantException');

    const third = await signIn(stage);
    stage.sandbox.revokeAccessTokens();
    deepEqual(await list(third.accessToken), UNAUTHORIZED);

    const fourth = await signIn(stage);
    stage.sandbox.revokeSessions();
    deepEqual(await list(fourth.accessToken), UNAUTHORIZED);
  });

  test('needs the scope for accounts, if it has any scope', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage, { scopes: ['codewhisperer:completions'] });
    const call = stage.sso.send(new ListAccountsCommand({ accessToken }));
    deepEqual(await refusal(call), NO_ACCESS);
  });

  test('is not taken from Authorization, nor under another name', async (t) => {
    const stage = await setStage(t);
    const { accessToken } = await signIn(stage);
    for (const headers of [
      { authorization: `Bearer ${accessToken}` },
      { 'x-amz-sso-bearer-token': accessToken },
    ]) {
      const response = await fetch(`${stage.server.url}/assignment/accounts`, { headers });
      equal(response.status, 401);
    }
  });
});

test('Logout answers 200 with nothing', async (t) => {
  const stage = await setStage(t);
  const { accessToken } = await signIn(stage);
  const response = await fetch(`${stage.server.url}/logout`, {
    method: 'POST',
    headers: { 'x-amz-sso_bearer_token': accessToken },
  });
  equal(response.status, 200);
  equal(await response.text(), '');
});

test('a GET with a body is refused with 405', async (t) => {
  const stage = await setStage(t);
  const { accessToken } = await signIn(stage);
  const headers = { 'x-amz-sso_bearer_token': accessToken, 'content-length': '2' };
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${stage.server.url}/assignment/accounts`, { headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end('{}');
  });
  equal(status, 405);
});

describe('the rate limit', () => {
  test('serves a burst, then so many a second, and says 429 in between', async (t) => {
    const stage = await setStage(t, {
      rateLimit: { requestsPerSecond: 2, burst: 3 },
      now: fixed(),
    });
    const { accessToken } = await signIn(stage);
    const call = async (): Promise<number> =>
      (await get(stage, '/assignment/accounts', accessToken)).status;
    deepEqual([await call(), await call(), await call(), await call()], [200, 200, 200, 429]);
    stillness += 500;
    deepEqual([await call(), await call()], [200, 429]);
    stillness += 60_000;
    deepEqual([await call(), await call(), await call(), await call()], [200, 200, 200, 429]);
    const filter = ({ status }: { status: number }): boolean => status === 429;
    equal(stage.sandbox.count('ListAccounts', filter), 3);
  });

  test('says how long to wait only when told so', async (t) => {
    for (const retryAfter of [false, true]) {
      const stage = await setStage(t, {
        rateLimit: { requestsPerSecond: 0.1, burst: 1, retryAfter },
        now: fixed(),
      });
      const { accessToken } = await signIn(stage);
      await get(stage, '/assignment/accounts', accessToken);
      const refused = await get(stage, '/assignment/accounts', accessToken);
      equal(refused.status, 429);
      match(refused.headers.get('x-amzn-errortype') ?? '', /^TooManyRequestsException:/);
      equal(refused.headers.get('retry-after'), retryAfter ? '10' : null);
    }
  });
});

let stillness = 0;

/** A clock that stands still until `stillness` moves it. */
function fixed(): () => number {
  const start = Date.now();
  stillness = 0;
  return () => start + stillness;
}
