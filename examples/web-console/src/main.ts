// The page: signs in with a device code through the relay of its own server, and keeps everything in memory.

import {
  callerIdentity,
  createIdentityCenter,
  type RoleReference,
  type Session,
} from 'aws-sso-wasm';

const startUrl = 'https://d-1234567890.awsapps.com/start';
const region = 'us-east-1';
/** Set when the page is built for the sandbox. */
const sandbox: string | undefined = import.meta.env.VITE_SANDBOX;
const endpoints = sandbox === undefined ? {} : { ssoOidc: sandbox, sts: sandbox };

const button = find('#sign-in');
const state = find('#state');
const list = find('#roles');

const session = createIdentityCenter({ relay: '/idc', endpoints }).session({ startUrl, region });
button.addEventListener('click', () => {
  run(session).catch((error: unknown) => state.replaceChildren(String(error)));
});

async function run(session: Session): Promise<void> {
  await session.signInWithDeviceCode({
    onPrompt({ verificationUriComplete, verificationUri, userCode }) {
      const link = document.createElement('a');
      link.href = verificationUriComplete ?? verificationUri;
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = `Confirm the code ${userCode}`;
      state.replaceChildren(link);
    },
  });
  state.replaceChildren('Signed in');
  for await (const { account, roles } of session.accountRoles()) {
    for (const role of roles) {
      const choice = document.createElement('button');
      choice.textContent = `${account.accountName ?? account.accountId}: ${role.roleName}`;
      choice.addEventListener('click', () => {
        show(role).catch((error: unknown) => state.replaceChildren(String(error)));
      });
      const item = document.createElement('li');
      item.append(choice);
      list.append(item);
    }
  }
}

/** Tells who the role's credentials are, and until when. */
async function show(role: RoleReference): Promise<void> {
  const credentials = await session.roleCredentials(role);
  const at = sandbox === undefined ? { region } : { region, endpoint: sandbox };
  const { arn } = await callerIdentity(credentials, at);
  state.replaceChildren(`${arn} until ${credentials.expiration.toISOString()}`);
}

function find(selector: string): Element {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}
