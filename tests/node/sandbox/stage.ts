// A sandbox that listens, and the AWS SDK's own clients pointed at it.

import { createHash, randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { SSOClient, GetRoleCredentialsCommand } from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
  type RegisterClientCommandInput,
} from '@aws-sdk/client-sso-oidc';
import { STSClient } from '@aws-sdk/client-sts';
import {
  createSandbox,
  listen,
  type Sandbox,
  type SandboxOptions,
  type SandboxServer,
} from 'aws-sso-wasm/sandbox';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

export const REGION = 'us-east-1';
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
/** Where the person's browser is sent back to; nothing listens there. */
export const REDIRECT_URI = 'http://127.0.0.1:4444/oauth/callback';

/** A registered client, as CreateToken wants it. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Role credentials in the shape that AWS clients take. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Everything a test plays with. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
  readonly oidc: SSOOIDCClient;
  readonly sso: SSOClient;
  /** Moves the sandbox's clock on by so many seconds. */
  readonly pass: (seconds: number) => void;
}

/** Sets the stage for one test; it is cleared away when the test ends. */
export async function setStage(t: TestContext, options: SandboxOptions = {}): Promise<Stage> {
  let passed = 0;
  const sandbox = createSandbox({ now: () => Date.now() + passed, ...options });
  const server = await listen(sandbox);
  t.after(() => server.close());
  const config = { region: REGION, endpoint: server.url, maxAttempts: 1 };
  return {
    sandbox,
    server,
    oidc: new SSOOIDCClient(config),
    sso: new SSOClient(config),
    pass: (seconds) => {
      passed += seconds * 1_000;
    },
  };
}

/** An STS client that signs with these keys. */
export function stsClient({ server }: Stage, keys: Keys, region = REGION): STSClient {
  return new STSClient({ region, endpoint: server.url, maxAttempts: 1, credentials: keys });
}

/** Registers a client for the authorization code, as the AWS CLI does; `changes` replaces members. */
export async function register(
  stage: Stage,
  changes: Partial<RegisterClientCommandInput> = {},
): Promise<Client> {
  const { clientId, clientSecret } = await stage.oidc.send(
    new RegisterClientCommand({
      clientName: 'botocore-client-work',
      clientType: 'public',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: stage.sandbox.startUrl,
      scopes: ['sso:account:access'],
      ...changes,
    }),
  );
  return { clientId: text(clientId), clientSecret: text(clientSecret) };
}

/** Registers a client for the device code. */
export async function registerDevice(
  stage: Stage,
  changes: Partial<RegisterClientCommandInput> = {},
): Promise<Client> {
  const { clientId, clientSecret } = await stage.oidc.send(
    new RegisterClientCommand({
      clientName: 'botocore-client-work',
      clientType: 'public',
      scopes: ['sso:account:access'],
      ...changes,
    }),
  );
  return { clientId: text(clientId), clientSecret: text(clientSecret) };
}

/** A verifier and the URL that goes with it; `changes` replaces query parameters, or drops those that are undefined. */
export function authorizationRequest(
  { server }: Stage,
  client: Client,
  changes: Readonly<Record<string, string | undefined>> = {},
): { readonly url: string; readonly verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL('/authorize', server.url);
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: REDIRECT_URI,
    state: '8d2d9b4e-3a68-4f2d-9a6e-0d8c47f0e3a1',
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { url: url.href, verifier };
}

/** Goes through the consent page; returns what CreateToken needs. */
export async function authorizationCode(
  stage: Stage,
  client: Client,
): Promise<{ code: string; redirectUri: string; codeVerifier: string }> {
  const { url, verifier } = authorizationRequest(stage, client);
  const redirected = new URL(await stage.sandbox.decide(url, 'approve'));
  return {
    code: text(redirected.searchParams.get('code')),
    redirectUri: REDIRECT_URI,
    codeVerifier: verifier,
  };
}

/** What a sign-in ends with. */
export interface Tokens {
  readonly client: Client;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresIn: number | undefined;
}

/** Signs in with the authorization code. */
export async function signIn(
  stage: Stage,
  changes: Partial<RegisterClientCommandInput> = {},
): Promise<Tokens> {
  const client = await register(stage, changes);
  const grant = await authorizationCode(stage, client);
  const tokens = await stage.oidc.send(
    new CreateTokenCommand({ ...client, grantType: 'authorization_code', ...grant }),
  );
  const { accessToken, refreshToken, expiresIn } = tokens;
  return { client, accessToken: text(accessToken), refreshToken, expiresIn };
}

/** Starts a device authorization. */
export async function startDevice(
  stage: Stage,
  client: Client,
): Promise<{ deviceCode: string; userCode: string; verificationUriComplete: string }> {
  const started = await stage.oidc.send(
    new StartDeviceAuthorizationCommand({ ...client, startUrl: stage.sandbox.startUrl }),
  );
  return {
    deviceCode: text(started.deviceCode),
    userCode: text(started.userCode),
    verificationUriComplete: text(started.verificationUriComplete),
  };
}

/** Credentials of the first role of the first account, or of the one that is named. */
export async function roleCredentials(stage: Stage, tokens?: Tokens): Promise<Keys> {
  const { accessToken } = tokens ?? (await signIn(stage));
  const [account] = stage.sandbox.accounts;
  const { roleCredentials } = await stage.sso.send(
    new GetRoleCredentialsCommand({
      accessToken,
      accountId: account?.accountId,
      roleName: account?.roles[0],
    }),
  );
  return {
    accessKeyId: text(roleCredentials?.accessKeyId),
    secretAccessKey: text(roleCredentials?.secretAccessKey),
    sessionToken: text(roleCredentials?.sessionToken),
  };
}

/** The text, which has to be there. */
export function text(value: string | null | undefined): string {
  if (value === null || value === undefined || value === '')
    throw new Error('A member is missing.');
  return value;
}

/** What an AWS client threw, as an object to compare with. */
export async function refusal(call: Promise<unknown>): Promise<{
  name: string;
  status: number | undefined;
  error: unknown;
  message: string;
}> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message, $metadata, error: oauthError } = Object(error);
    return { name, status: $metadata?.httpStatusCode, error: oauthError, message };
  }
  throw new Error('The call was not refused.');
}
