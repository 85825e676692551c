// #region
import { sessionFromConfig, signIn } from 'aws-sso-wasm/node';

const session = await sessionFromConfig({ ssoSession: 'work' });
await signIn(session, { ifNeeded: true });
for await (const { account, roles } of session.accountRoles()) {
  for (const { roleName } of roles) console.log(account.accountId, account.accountName, roleName);
}
// #endregion
