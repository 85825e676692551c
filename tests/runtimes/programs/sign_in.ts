// What every runtime runs: sign in with a device code, look around, sign out.

import { callerIdentity, createIdentityCenter, isIdentityCenterError } from 'aws-sso-wasm';

/** What a runtime has to report. */
export interface Report {
  readonly accounts: number;
  readonly roles: readonly string[];
  readonly arn: string;
  readonly events: readonly string[];
  readonly revoked: boolean;
  /** The code of the error that a call after the sign-out ends in. */
  readonly afterwards: string;
}

/** Signs in at the sandbox whose services are all at `endpoint`. */
export async function signIn(endpoint: string): Promise<Report> {
  const endpoints = { ssoOidc: endpoint, sso: endpoint, sts: endpoint };
  const identityCenter = createIdentityCenter({ endpoints });
  const events: string[] = [];
  identityCenter.subscribe(({ type }) => events.push(type));
  const session = identityCenter.session({
    startUrl: 'https://d-1234567890.awsapps.com/start',
    region: 'us-east-1',
  });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  const roles: string[] = [];
  let accounts = 0;
  for await (const { account, roles: found } of session.accountRoles()) {
    accounts += 1;
    for (const { roleName } of found) roles.push(`${account.accountId}/${roleName}`);
  }
  roles.sort();
  const [first = '/'] = roles;
  const [accountId = '', roleName = ''] = first.split('/');
  const credentials = await session.provider({ accountId, roleName })();
  const { arn } = await callerIdentity(credentials, { region: 'us-east-1', endpoint });
  const { revoked } = await session.signOut();
  const afterwards = await session.accessToken().then(
    () => 'a token',
    (error: unknown) => (isIdentityCenterError(error) ? error.code : String(error)),
  );
  return { accounts, roles, arn, events, revoked, afterwards };
}
