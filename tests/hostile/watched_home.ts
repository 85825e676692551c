// A person's machine and the services it uses, which remember every token that they issued: what the files hold can be
// compared with what was given out.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sessionFromConfig, signIn } from 'aws-sso-wasm/node';
import { createSandbox, listen, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';
import { visit } from '../node/sandbox_home.js';
import { temporaryFolder } from '../node/temporary_folder.js';

/** What one CreateToken gave. */
export interface Issue {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** The refresh token that was given for it, if it was a refresh. */
  readonly from: string | undefined;
}

export interface WatchedHome {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Every token that was issued, by its access token. */
  readonly issued: ReadonlyMap<string, Issue>;
  /** Every client and all role credentials that were issued, as {@link clientOf} and {@link credentialsOf} write them. */
  readonly others: ReadonlySet<string>;
  /** The path of a file below the home. */
  path(name: string): string;
  /** The token file of the session `work`, below the home. */
  readonly tokenFile: string;
  /** The text of a file below the home. */
  text(name: string): Promise<string>;
  /** Signs in to the session `work`, as a person would in a browser. */
  signIn(): Promise<void>;
  /** Whether the service would still take this refresh token; asking spends it where refresh tokens rotate. */
  isLive(refreshToken: string): Promise<boolean>;
  /** Whether the service has exchanged this refresh token for another one. */
  isSpent(refreshToken: string): boolean;
  /** Puts the config file back to where it was at the start. */
  restoreConfig(): Promise<void>;
}

/** Where and how a machine is set up. */
export interface HomeOptions extends SandboxOptions {
  /** The home; a temporary folder unless told. */
  readonly folder?: string;
}

/** A registered client, in one word. */
export function clientOf({ clientId, clientSecret }: Record<string, unknown>): string {
  return `${clientId} ${clientSecret}`;
}

/** Role credentials, in one word. */
export function credentialsOf(key: unknown, secret: unknown, sessionToken: unknown): string {
  return `${key} ${secret} ${sessionToken}`;
}

/** Sets a machine up, with the session `work` and the profile `demo` in its config file. */
export async function watchedHome(t: TestContext, options: HomeOptions = {}): Promise<WatchedHome> {
  const { folder = await temporaryFolder(t), ...rest } = options;
  const sandbox = createSandbox({ consent: 'approve', ...rest });
  const issued = new Map<string, Issue>();
  const others = new Set<string>();
  const clients = new Map<string, Request>();
  const server = await listen({
    ...sandbox,
    async fetch(input, init) {
      const request = new Request(input, init);
      const copy = request.clone();
      const response = await sandbox.fetch(request);
      const { pathname } = new URL(request.url);
      if (response.status !== 200) return response;
      if (pathname.endsWith('/client/register')) {
        others.add(clientOf(Object(await response.clone().json())));
      }
      if (pathname.endsWith('/federation/credentials')) {
        const { roleCredentials: it } = Object(await response.clone().json());
        others.add(credentialsOf(it.accessKeyId, it.secretAccessKey, it.sessionToken));
      }
      if (!pathname.endsWith('/token')) return response;
      const asked = Object(await copy.clone().json());
      const given = Object(await response.clone().json());
      const refreshToken = given['refreshToken'] ?? undefined;
      if (refreshToken !== undefined) clients.set(refreshToken, copy);
      issued.set(given['accessToken'], {
        accessToken: given['accessToken'],
        refreshToken,
        from: asked['refreshToken'],
      });
      return response;
    },
  });
  t.after(() => server.close());
  const environment = {
    HOME: folder,
    PATH: process.env['PATH'] ?? '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    ...server.environment,
  };
  const path = (name: string): string => join(folder, name);
  await mkdir(path('.aws'), { recursive: true });
  await writeFile(path('.aws/config'), configText(sandbox));
  return {
    sandbox,
    folder,
    environment,
    issued,
    others,
    path,
    tokenFile: `.aws/sso/cache/${createHash('sha1').update('work').digest('hex')}.json`,
    text: (name) => readFile(path(name), 'utf8'),
    async signIn() {
      const session = await sessionFromConfig({ ssoSession: 'work' }, { environment });
      await signIn(session, { openUrl: visit });
    },
    async isLive(refreshToken) {
      const request = clients.get(refreshToken);
      if (request === undefined) return false;
      const { clientId, clientSecret } = Object(await request.clone().json());
      const body = { clientId, clientSecret, grantType: 'refresh_token', refreshToken };
      const response = await sandbox.fetch(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.status === 200;
    },
    isSpent: (refreshToken) =>
      rest.refreshTokens !== 'keep' &&
      [...issued.values()].some(({ from }) => from === refreshToken),
    restoreConfig: () => writeFile(path('.aws/config'), configText(sandbox)),
  };
}

/** The config file of such a machine. */
export function configText({ startUrl, region, accounts }: Sandbox): string {
  const [account] = accounts;
  return `# Made by hand, with care.
[sso-session work]
sso_start_url = ${startUrl}
sso_region = ${region}
sso_registration_scopes = sso:account:access
[profile demo]
sso_session = work
sso_account_id = ${account?.accountId}
sso_role_name = ${account?.roles[0]}
region = ${region}
`;
}

/** What the writers of the tests make of the config file. */
export const CONFIG_EDITS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/^region = .*$/m, 'region = eu-west-1'),
  (text) => `${text}[sso-session other]
sso_start_url = https://other.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`,
];
