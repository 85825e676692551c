/** What the extension does, the same in both extension hosts. */

import * as vscode from 'vscode';
import { IdentityCenterProvider, PROVIDER_ID, PROVIDER_LABEL } from './authentication_provider.js';
import { Connection } from './connection.js';
import { IdentityStatus } from './identity.js';
import type { Platform } from './platform.js';
import { isCancelled, sentence, showProblem } from './problem.js';
import { pickRole } from './role_picker.js';
import { signIn } from './sign_in.js';
import { timeOfDay } from './wording.js';

export function start(context: vscode.ExtensionContext, platform: Platform): void {
  const log = vscode.window.createOutputChannel(PROVIDER_LABEL, { log: true });
  const connection = new Connection(platform, log);
  const identity = new IdentityStatus(context.globalState, platform, log);
  let signingIn: Promise<void> | undefined;

  /** One sign-in at a time, however many ask for it. */
  const signInOnce = (): Promise<void> => {
    signingIn ??= connection
      .connected()
      .then((connected) => signIn(connected, platform))
      .finally(() => (signingIn = undefined));
    return signingIn;
  };

  const signOut = async (): Promise<void> => {
    const { session } = await connection.connected();
    const { revoked } = await session.signOut();
    await identity.forget();
    if (!revoked) log.warn('AWS did not confirm the sign-out. The token was removed here.');
    await connection.update();
  };

  const pick = async (): Promise<void> => {
    const connected = await connection.connected();
    if (!(await connected.session.status()).signedIn) await signInOnce();
    const role = await pickRole(connected.session);
    if (role === undefined) return;
    await identity.take(connected, role);
    await connection.update();
  };

  const openConsole = async (): Promise<void> => {
    const { session } = await connection.connected();
    const role = identity.role(session);
    if (role === undefined) return pick();
    const { accountId, roleName } = role;
    const url = await session.consoleUrl({ accountId, roleName });
    await vscode.env.openExternal(vscode.Uri.parse(url, true));
  };

  const signInAndPick = async (): Promise<void> => {
    await signInOnce();
    const { session } = await connection.connected();
    if (identity.role(session) === undefined) await pick();
  };

  /** Runs a command; what goes wrong becomes a sentence with the next step as a button. */
  const run = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (isCancelled(error)) return;
      log.error(sentence(error));
      await showProblem(error, {
        signIn: () => void run(signInAndPick),
        pickRole: () => void run(pick),
        tryAgain: () => void run(action),
        showLog: () => log.show(),
      });
    }
  };

  const warn = async (end: Date): Promise<void> => {
    const again = 'Sign in again';
    const answer = await vscode.window.showWarningMessage(
      `Your AWS sign-in ends at ${timeOfDay(end)}.`,
      again,
    );
    if (answer === again) await run(signInOnce);
  };

  const provider = new IdentityCenterProvider(connection, signInOnce, signOut);
  const command = (name: string, action: () => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`awsIdentityCenter.${name}`, () => run(action));

  context.subscriptions.push(
    log,
    connection,
    identity,
    provider,
    vscode.authentication.registerAuthenticationProvider(PROVIDER_ID, PROVIDER_LABEL, provider),
    connection.onDidChange((standing) => identity.show(standing)),
    connection.onExpiring((end) => void warn(end)),
    command('signIn', signInAndPick),
    command('pickRole', pick),
    command('openConsole', openConsole),
    command('signOut', signOut),
  );
  void connection.update();
}
