// Asks for a session as any extension would, and shows what it got; of the token only a hash.

const vscode = require('vscode');

const PROVIDER = 'aws-iam-identity-center';
const SCOPES = ['sso:account:access'];

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

exports.activate = (context) => {
  let changes = 0;
  const show = async () => {
    const session = await vscode.authentication.getSession(PROVIDER, SCOPES, { silent: true });
    const what =
      session === undefined
        ? 'no session'
        : `${session.account.label} with ${session.scopes.join(' ')}, ${await sha256(session.accessToken)}`;
    await vscode.window.showInformationMessage(`After ${changes} changes: ${what}`);
  };
  context.subscriptions.push(
    vscode.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === PROVIDER) changes += 1;
    }),
    vscode.commands.registerCommand('companion.session', async () => {
      await vscode.authentication.getSession(PROVIDER, SCOPES, { createIfNone: true });
      await show();
    }),
  );
};
