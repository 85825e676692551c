// A page of a web console: signs in with a device code through the relay of its own origin, and says what it found.

import { createIdentityCenter } from 'aws-sso-wasm';

/** Runs the page; the report becomes the text of the document. */
export async function run(): Promise<void> {
  try {
    // The sandbox, which the relay leads to, has verification pages of its own.
    const ssoOidc = new URL(location.href).searchParams.get('sandbox') ?? '';
    const identityCenter = createIdentityCenter({ relay: '/idc', endpoints: { ssoOidc } });
    const session = identityCenter.session({
      startUrl: 'https://d-1234567890.awsapps.com/start',
      region: 'us-east-1',
    });
    await session.signInWithDeviceCode({ onPrompt: () => undefined });
    let accounts = 0;
    for await (const _ of session.accounts()) accounts += 1;
    const { signedIn } = await session.status();
    document.body.textContent = JSON.stringify({ signedIn, accounts });
  } catch (error) {
    document.body.textContent = JSON.stringify({ error: String(error) });
  }
}
