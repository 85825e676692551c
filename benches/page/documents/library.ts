// The least that a page can be that signs in with our library: it knows whether it is signed in, and offers to.

import { createBrowserIdentityCenter, signInWithRedirect } from 'aws-sso-wasm/browser';

const session = createBrowserIdentityCenter({ relay: '/idc', storage: 'session' }).session({
  startUrl: 'https://d-1234567890.awsapps.com/start',
  region: 'us-east-1',
});
const { signedIn } = await session.status();
const button = document.createElement('button');
button.textContent = signedIn ? 'Sign out' : 'Sign in';
button.onclick = () => void signInWithRedirect(session);
document.body.append(button);
