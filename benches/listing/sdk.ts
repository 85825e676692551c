// All accounts with their roles, by the paginators of the AWS SDK for JavaScript: as many accounts at once as are asked for.

import {
  paginateListAccountRoles,
  paginateListAccounts,
  SSOClient,
  TooManyRequestsException,
} from '@aws-sdk/client-sso';
import { fromSso } from '@aws-sdk/token-providers';
import { told } from './outcome.js';

const atOnce = Number(process.argv[2] ?? '1');
const { token: accessToken } = await fromSso({ profile: 'demo' })();
const client = new SSOClient({ region: 'us-east-1' });

await told(async () => {
  const waiting: string[] = [];
  for await (const { accountList = [] } of paginateListAccounts({ client }, { accessToken })) {
    for (const { accountId } of accountList) if (accountId !== undefined) waiting.push(accountId);
  }
  const found = { accounts: 0, roles: 0, throttled: 0 };
  const work = async (): Promise<void> => {
    for (let accountId = waiting.shift(); accountId !== undefined; accountId = waiting.shift()) {
      try {
        const pages = paginateListAccountRoles({ client }, { accessToken, accountId });
        for await (const { roleList = [] } of pages) found.roles += roleList.length;
        found.accounts += 1;
      } catch (error) {
        if (!(error instanceof TooManyRequestsException)) throw error;
        found.throttled += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
});
