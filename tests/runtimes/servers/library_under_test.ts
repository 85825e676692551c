import { callerIdentity, createIdentityCenter, isIdentityCenterError } from 'aws-sso-wasm';

/** Signs in, lists, gets credentials and signs out again; tells what came of it. */
export async function useLibrary(upstream: string): Promise<Response> {
  const endpoints = { ssoOidc: upstream, sso: upstream, sts: upstream };
  const region = 'us-east-1';
  const identityCenter = createIdentityCenter({ endpoints });
  const events: string[] = [];
  const leave = identityCenter.subscribe(({ type }) => events.push(type));
  const startUrl = 'https://d-1234567890.awsapps.com/start';
  const session = identityCenter.session({ startUrl, region });
  await session.signInWithDeviceCode({ onPrompt: () => undefined });
  const roles: string[] = [];
  for await (const found of session.accountRoles()) {
    roles.push(...found.roles.map(({ accountId, roleName }) => `${accountId} ${roleName}`));
  }
  const [accountId = '', roleName = ''] = roles.sort()[0]?.split(' ') ?? [];
  const credentials = await session.provider({ accountId, roleName })();
  const { account } = await callerIdentity(credentials, { region, endpoint: upstream });
  const { revoked } = await session.signOut();
  const refusal: unknown = await session.accessToken().catch((error: unknown) => error);
  leave();
  const refused = isIdentityCenterError(refusal) ? refusal.code : undefined;
  const stopped: unknown = await session
    .signInWithDeviceCode({ onPrompt: () => undefined, signal: AbortSignal.timeout(100) })
    .catch((error: unknown) => error);
  const aborted = isIdentityCenterError(stopped) ? stopped.code : undefined;
  return Response.json({ events, roles, account, revoked, refused, aborted });
}
