// #region
import * as sso from 'aws-sso-wasm/browser';
import { showAccount, showSignIn } from './your_page.js';

const identityCenter = sso.createBrowserIdentityCenter({ relay: '/idc', storage: 'session' });
const startUrl = 'https://d-1234567890.awsapps.com/start';
const session = identityCenter.session({ startUrl, region: 'us-east-1' });

await sso.completeRedirect(identityCenter); // The browser comes back to this page, too.
if ((await session.status()).signedIn) {
  for await (const { account, roles } of session.accountRoles()) showAccount(account, roles);
} else showSignIn(() => sso.signInWithRedirect(session));
// #endregion
