// Signs in to a sandbox, gets credentials, and has nothing more to do: what watches over them must not keep it alive.

import { createIdentityCenter } from 'aws-sso-wasm';
import { createSandbox } from 'aws-sso-wasm/sandbox';

const sandbox = createSandbox({ consent: 'approve' });
const identityCenter = createIdentityCenter({ fetch: sandbox.fetch });
identityCenter.subscribe(() => undefined);
const { startUrl, region, accounts } = sandbox;
const session = identityCenter.session({ startUrl, region });
const { url } = await session.beginSignIn({ redirectUri: 'http://127.0.0.1:4444/oauth/callback' });
await session.completeSignIn(await sandbox.decide(url, 'approve'));
const provider = session.provider({
  accountId: accounts[0]?.accountId ?? '',
  roleName: accounts[0]?.roles[0] ?? '',
});
const { accessKeyId } = await provider();
process.stdout.write(`${accessKeyId.slice(0, 4)}\n`);
