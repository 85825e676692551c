// #region
import { createSandbox, listen } from 'aws-sso-wasm/sandbox';

const server = await listen(createSandbox({ accounts: 3, consent: 'approve' }));
const env = { ...process.env, ...server.environment };
// Every AWS SDK and the AWS CLI now talk to the sandbox: it checks PKCE, grants and each signature.
await server.close();
// #endregion

export { env };
