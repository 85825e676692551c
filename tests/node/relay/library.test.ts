// The library in a page, the relay in a server of Node, the sandbox as AWS: all seven routes over real connections.

import { deepEqual, equal, rejects } from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createIdentityCenter, type IdentityCenter } from 'aws-sso-wasm';
import { createRelay, nodeListener, type RelayOptions } from 'aws-sso-wasm/relay';
import { createSandbox, listen, type Sandbox } from 'aws-sso-wasm/sandbox';

async function start(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function setStage(
  t: TestContext,
  options: RelayOptions = {},
): Promise<{ sandbox: Sandbox; identityCenter: IdentityCenter; paths: readonly string[] }> {
  const sandbox = createSandbox({ accounts: 25, roles: 2, consent: 'approve' });
  const upstream = await listen(sandbox);
  t.after(() => upstream.close());
  const relay = createRelay({
    endpoints: { ssoOidc: upstream.url, sso: upstream.url },
    ...options,
  });
  const origin = await start(t, nodeListener(relay));
  const paths: string[] = [];
  const identityCenter = createIdentityCenter({
    relay: `${origin}/idc`,
    endpoints: { ssoOidc: upstream.url, sso: upstream.url, sts: upstream.url },
    // What a browser adds to a page's requests to its own origin.
    fetch: (url, init) => {
      paths.push(`${init.method} ${new URL(url).pathname}`);
      const headers = new Headers(init.headers);
      headers.set('Sec-Fetch-Site', 'same-origin');
      if (init.method === 'POST') headers.set('Origin', origin);
      return fetch(url, { ...init, headers });
    },
  });
  return { sandbox, identityCenter, paths };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('a page signs in with a device code, lists, takes credentials and signs out through the relay', async (t) => {
  const { sandbox, identityCenter, paths } = await setStage(t);
  const session = identityCenter.session({ startUrl: sandbox.startUrl, region: sandbox.region });
  const status = await session.signInWithDeviceCode({ onPrompt: () => {} });
  equal(status.signedIn, true);
  const accounts = await all(session.accounts());
  equal(accounts.length, 25);
  const [account] = accounts;
  const roles = await all(session.roles(account?.accountId ?? ''));
  equal(roles.length, 2);
  const { accountId = '', roleName = '' } = roles[0] ?? {};
  const credentials = await session.roleCredentials({ accountId, roleName });
  equal(credentials.accountId, accountId);
  deepEqual((await session.signOut()).revoked, true);
  deepEqual(
    [...new Set(paths)],
    [
      'POST /idc/us-east-1/oidc/client/register',
      'POST /idc/us-east-1/oidc/device_authorization',
      'POST /idc/us-east-1/oidc/token',
      'GET /idc/us-east-1/portal/assignment/accounts',
      'GET /idc/us-east-1/portal/assignment/roles',
      'GET /idc/us-east-1/portal/federation/credentials',
      'POST /idc/us-east-1/portal/logout',
    ],
  );
});

test('what the relay refuses, the library tells in a sentence', async (t) => {
  const { sandbox, identityCenter } = await setStage(t, { regions: ['eu-west-1'] });
  const session = identityCenter.session({ startUrl: sandbox.startUrl, region: sandbox.region });
  await rejects(session.signInWithDeviceCode({ onPrompt: () => {} }), {
    code: 'ERR_SERVICE',
    message:
      'An error occurred (RelayException) when calling the RegisterClient operation: The relay does not serve this Region.',
    help: 'The relay refused it before AWS saw it. Check how the relay and the page are set up.',
  });
  equal(sandbox.events.length, 0);
});

test('what AWS refuses comes through the relay as it is', async (t) => {
  const { sandbox, identityCenter } = await setStage(t);
  const session = identityCenter.session({ startUrl: sandbox.startUrl, region: sandbox.region });
  await session.signInWithDeviceCode({ onPrompt: () => {} });
  await rejects(session.roleCredentials({ accountId: '999999999999', roleName: 'none' }), {
    code: 'ERR_SERVICE',
    message:
      'An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access',
  });
});
