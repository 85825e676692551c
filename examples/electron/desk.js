// What the window may ask for. Tokens and credentials stay on this side: the window gets names, times and sentences.

import {
  callerIdentity,
  createNodeIdentityCenter,
  isIdentityCenterError,
  signIn,
} from 'aws-sso-wasm/node';

/**
 * @param {{ openUrl: (url: string) => Promise<void> }} system
 */
export function createDesk({ openUrl }) {
  // The shared files in ~/.aws: give a `store` over Electron's safeStorage to keep this program's sign-in to itself.
  const identityCenter = createNodeIdentityCenter();
  /** @type {import('aws-sso-wasm/node').Session | undefined} */
  let session;
  /** @type {AbortController | undefined} */
  let waiting;

  const signedIn = () => {
    if (session === undefined) throw new Error('Sign in first.');
    return session;
  };

  return {
    /** @param {{ startUrl: string, region: string }} where */
    'sign-in': ({ startUrl, region }) =>
      told(async () => {
        waiting?.abort();
        waiting = new AbortController();
        session = identityCenter.session({ name: 'electron-example', startUrl, region });
        const { signal } = waiting;
        const { expiresAt } = await signIn(session, { openUrl, ifNeeded: true, signal });
        return { expiresAt };
      }),
    cancel: () => told(async () => waiting?.abort()),
    roles: () =>
      told(async () => {
        const found = [];
        for await (const { account, roles } of signedIn().accountRoles()) {
          for (const role of roles) found.push({ ...role, accountName: account.accountName });
        }
        return found;
      }),
    /** @param {import('aws-sso-wasm/node').RoleReference} role */
    identity: (role) =>
      told(async () => {
        const { region } = signedIn();
        const credentials = await signedIn().roleCredentials(role);
        const { arn } = await callerIdentity(credentials, { region });
        return { arn, expiration: credentials.expiration };
      }),
    'sign-out': () => told(async () => ({ revoked: (await signedIn().signOut()).revoked })),
  };
}

/**
 * IPC carries no error codes, so a failure is an answer too.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
async function told(work) {
  try {
    return { result: await work() };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error('Something failed.');
    return isIdentityCenterError(error)
      ? { problem: { code: error.code, message, help: error.help } }
      : { problem: { message } };
  }
}
