/** The session as VS Code's Accounts menu and other extensions see it. */

import { isIdentityCenterError } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import type { Connected, Connection, Standing } from './connection.js';

export const PROVIDER_ID = 'aws-iam-identity-center';
export const PROVIDER_LABEL = 'AWS IAM Identity Center';

/** What a sign-in is for: to list accounts and roles, and to get credentials. AWS grants it unless told otherwise. */
const SCOPES = ['sso:account:access'];

/** One session at a time: the one that the settings name. Its access token is what AWS clients take as a bearer token. */
export class IdentityCenterProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly onDidChangeSessions: vscode.Event<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #connection: Connection;
  readonly #signIn: () => Promise<void>;
  readonly #signOut: () => Promise<void>;
  readonly #subscription: vscode.Disposable;
  /** What VS Code was last told, without the token. */
  #told: { readonly end: number; readonly session: vscode.AuthenticationSession } | undefined;

  constructor(connection: Connection, signIn: () => Promise<void>, signOut: () => Promise<void>) {
    this.#connection = connection;
    this.#signIn = signIn;
    this.#signOut = signOut;
    this.onDidChangeSessions = this.#changed.event;
    this.#subscription = connection.onDidChange((standing) => this.#tell(standing));
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    { account }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    const standing = await this.#connection.update();
    if (standing?.status.signedIn !== true) return [];
    const { session } = standing;
    if (missing(scopes).length > 0) return [];
    if (account !== undefined && account.id !== session.startUrl) return [];
    try {
      const { accessToken } = await session.accessToken();
      return [authenticationSession(standing, accessToken)];
    } catch (error) {
      if (isIdentityCenterError(error, 'ERR_SIGN_IN_REQUIRED')) return [];
      throw error;
    }
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const connected = await this.#connection.connected();
    const lacking = missing(scopes);
    if (lacking.length > 0) {
      throw new Error(
        `This sign-in is for ${SCOPES.join(', ')} only, not for ${lacking.join(', ')}.`,
      );
    }
    await this.#signIn();
    const { accessToken } = await connected.session.accessToken();
    return authenticationSession(connected, accessToken);
  }

  async removeSession(): Promise<void> {
    await this.#signOut();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #tell(standing: Standing): void {
    const before = this.#told;
    const end =
      standing?.status.signedIn === true ? standing.status.expiresAt?.getTime() : undefined;
    const now =
      standing === undefined || end === undefined
        ? undefined
        : { end, session: authenticationSession(standing, '') };
    this.#told = now;
    if (before?.session.id !== now?.session.id) {
      this.#changed.fire({
        added: now === undefined ? [] : [now.session],
        removed: before === undefined ? [] : [before.session],
        changed: [],
      });
    } else if (now !== undefined && before?.end !== now.end) {
      this.#changed.fire({ added: [], removed: [], changed: [now.session] });
    }
  }
}

function missing(wanted: readonly string[] = []): readonly string[] {
  return wanted.filter((scope) => !SCOPES.includes(scope));
}

function authenticationSession(
  { session }: Connected,
  accessToken: string,
): vscode.AuthenticationSession {
  const { name, startUrl } = session;
  const label = name === startUrl ? new URL(startUrl).host : name;
  return { id: name, accessToken, account: { id: startUrl, label }, scopes: SCOPES };
}
