/** Signing in, with a notification that says what it waits for and can cancel it. */

import type { DevicePrompt } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import type { Connected } from './connection.js';
import type { Platform } from './platform.js';

const OPEN = 'Copy code and open browser';

/** Signs in. Rejects with `ERR_ABORTED` when the person cancels, and as the library does. */
export async function signIn({ session, settings }: Connected, platform: Platform): Promise<void> {
  const waiting = {
    location: vscode.ProgressLocation.Notification,
    title: 'Signing in to AWS',
    cancellable: true,
  };
  await vscode.window.withProgress(waiting, async (progress, cancellation) => {
    const controller = new AbortController();
    const subscription = cancellation.onCancellationRequested(() => controller.abort());
    const say = (message: string): void => progress.report({ message });
    try {
      await platform.signIn(session, {
        method: settings.method,
        signal: controller.signal,
        onPrompt(prompt) {
          say(`Confirm the code ${prompt.userCode} in the browser.`);
          void showPrompt(prompt, controller);
        },
        async openUrl(url) {
          say('Go on in the browser.');
          return vscode.env.openExternal(vscode.Uri.parse(url, true));
        },
      });
    } finally {
      subscription.dispose();
    }
  });
}

/** Shows the code. Whoever enters one that somebody else asked for lets that person in, so it says so. */
async function showPrompt(prompt: DevicePrompt, controller: AbortController): Promise<void> {
  const { userCode, verificationUri, verificationUriComplete } = prompt;
  const page = vscode.Uri.parse(verificationUriComplete ?? verificationUri, true);
  const detail = `AWS shows a code at ${page.authority}. Confirm it only if it is this one, and only if you are signing in yourself.`;
  const answer = await vscode.window.showInformationMessage(
    `Your code is ${userCode}`,
    { modal: true, detail },
    OPEN,
  );
  if (controller.signal.aborted) return;
  if (answer !== OPEN) {
    controller.abort();
    return;
  }
  await vscode.env.clipboard.writeText(userCode);
  await vscode.env.openExternal(page);
}
