// #region
import { createIdentityCenter } from 'aws-sso-wasm';

const startUrl = 'https://d-1234567890.awsapps.com/start';
const session = createIdentityCenter().session({ startUrl, region: 'us-east-1' });
await session.signInWithDeviceCode({
  onPrompt: ({ verificationUri, userCode }) => console.log(verificationUri, userCode),
});
const role = { accountId: '111122223333', roleName: 'AdministratorAccess' };
const credentials = await session.roleCredentials(role);
console.log(credentials.expiration);
// #endregion
