/** Who the person is at AWS: the picked role, kept for the next start, and shown in the status bar. */

import type { Session } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import type { Connected, Standing } from './connection.js';
import { plainText, timeOfDay } from './wording.js';
import type { Platform } from './platform.js';
import { sentence } from './problem.js';
import type { PickedRole } from './role_picker.js';

const KEY = 'pickedRole';

/** A role that was taken on. */
interface Identity extends PickedRole {
  /** {@link Session.name}. */
  readonly session: string;
  /** The ARN that AWS knows the person by; left out where STS could not be asked. */
  readonly arn?: string;
}

export class IdentityStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('identity', vscode.StatusBarAlignment.Left);
  readonly #memento: vscode.Memento;
  readonly #platform: Platform;
  readonly #log: vscode.LogOutputChannel;

  constructor(memento: vscode.Memento, platform: Platform, log: vscode.LogOutputChannel) {
    this.#memento = memento;
    this.#platform = platform;
    this.#log = log;
    this.#item.name = 'AWS identity';
  }

  /** The role that was picked for this session. */
  role(session: Session): Identity | undefined {
    const kept = this.#memento.get<Identity>(KEY);
    return kept?.session === session.name ? kept : undefined;
  }

  /** Takes on a role. Rejects as the library does, if the person may not. */
  async take({ session, settings }: Connected, role: PickedRole): Promise<void> {
    const credentials = await session.roleCredentials(role);
    let identity: Identity = { ...role, session: session.name };
    try {
      const { arn } = await this.#platform.callerIdentity(credentials, {
        region: session.region,
        ...(settings.endpoint === '' ? {} : { endpoint: settings.endpoint }),
      });
      identity = { ...identity, arn };
    } catch (error) {
      this.#log.warn(sentence(error));
    }
    await this.#memento.update(KEY, identity);
  }

  async forget(): Promise<void> {
    await this.#memento.update(KEY, undefined);
  }

  show(standing: Standing): void {
    const item = this.#item;
    item.tooltip = undefined;
    if (standing?.status.signedIn !== true) {
      item.text = '$(sign-in) AWS: sign in';
      item.command = 'awsIdentityCenter.signIn';
    } else {
      const role = this.role(standing.session);
      item.text =
        role === undefined
          ? '$(account) AWS: pick a role'
          : `$(account) ${plainText(role.accountName)} · ${plainText(role.roleName)}`;
      item.tooltip = tooltip(role, standing.status.expiresAt);
      item.command = 'awsIdentityCenter.pickRole';
    }
    item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function tooltip(role: Identity | undefined, end: Date | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  // Only these commands can be called from it, whatever an account is called.
  text.isTrusted = {
    enabledCommands: ['awsIdentityCenter.openConsole', 'awsIdentityCenter.signOut'],
  };
  if (role !== undefined) text.appendText(`${role.arn ?? role.accountId}\n`);
  if (end !== undefined) text.appendText(`Signed in until ${timeOfDay(end)}\n`);
  if (role !== undefined)
    text.appendMarkdown('[Console](command:awsIdentityCenter.openConsole) · ');
  text.appendMarkdown('[Sign out](command:awsIdentityCenter.signOut)');
  return text;
}
