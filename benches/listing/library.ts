// All accounts with their roles, by our library.

import { sessionFromConfig } from 'aws-sso-wasm/node';
import { told } from './outcome.js';

const session = await sessionFromConfig({ ssoSession: 'work' });
await told(async () => {
  let accounts = 0;
  let listed = 0;
  for await (const { roles } of session.accountRoles()) {
    accounts += 1;
    listed += roles.length;
  }
  return { accounts, roles: listed, throttled: 0 };
});
