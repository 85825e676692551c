// The least that a page can be that signs in with the AWS SDK for JavaScript: its clients are there, and it offers to. With a
// token in its address it lists all accounts with their roles instead, one account after the other.

import {
  paginateListAccountRoles,
  paginateListAccounts,
  GetRoleCredentialsCommand,
  LogoutCommand,
  SSOClient,
} from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

declare global {
  var listed: number | undefined;
  var clients: readonly unknown[];
}

const region = 'us-east-1';
const oidc = new SSOOIDCClient({ region });
const portal = new SSOClient({ region, endpoint: `${location.origin}/portal`, maxAttempts: 10 });
// What a page needs besides, so that no bundler leaves it out.
globalThis.clients = [
  ...[portal, new STSClient({ region }), CreateTokenCommand, StartDeviceAuthorizationCommand],
  ...[GetRoleCredentialsCommand, LogoutCommand, GetCallerIdentityCommand],
];

const accessToken = new URLSearchParams(location.search).get('token');
if (accessToken === null) {
  const button = document.createElement('button');
  button.textContent = 'Sign in';
  button.onclick = () =>
    void oidc.send(new RegisterClientCommand({ clientName: 'page', clientType: 'public' }));
  document.body.append(button);
} else {
  let accounts = 0;
  for await (const { accountList = [] } of paginateListAccounts(
    { client: portal },
    { accessToken },
  )) {
    for (const { accountId, accountName } of accountList) {
      const names: string[] = [];
      const pages = paginateListAccountRoles({ client: portal }, { accessToken, accountId });
      for await (const { roleList = [] } of pages) {
        names.push(...roleList.map(({ roleName }) => String(roleName)));
      }
      const row = document.createElement('p');
      row.textContent = `${accountName}: ${names.join(', ')}`;
      document.body.append(row);
      accounts += 1;
    }
  }
  globalThis.listed = accounts;
}
