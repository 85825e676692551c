/** Picking an account and a role from lists that fill while they are read. */

import type { Session } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import { plainText } from './wording.js';

/** A role in an account. Nothing in it is secret. */
export interface PickedRole {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
}

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks for an account and then for a role in it; `undefined` if the person leaves. Rejects as the library does. */
export async function pickRole(session: Session): Promise<PickedRole | undefined> {
  const account = await pick('Pick an AWS account', (signal) =>
    mapped(session.accounts({ signal }), (account) => ({
      label: plainText(account.accountName ?? account.accountId),
      ...(account.accountName === undefined ? {} : { description: account.accountId }),
      value: account,
    })),
  );
  if (account === undefined) return undefined;
  const { accountId, accountName = accountId } = account;
  const role = await pick(`Pick a role in ${accountName}`, (signal) =>
    mapped(session.roles(accountId, { signal }), (role) => ({
      label: plainText(role.roleName),
      value: role,
    })),
  );
  return role === undefined ? undefined : { accountId, accountName, roleName: role.roleName };
}

/** Shows a list while it is read. Leaving it ends the reading. */
async function pick<T>(
  placeholder: string,
  list: (signal: AbortSignal) => AsyncIterable<Choice<T>>,
): Promise<T | undefined> {
  const picker = vscode.window.createQuickPick<Choice<T>>();
  const controller = new AbortController();
  picker.placeholder = placeholder;
  picker.matchOnDescription = true;
  picker.busy = true;
  try {
    return await new Promise((resolve, reject) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.value));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
      fill(picker, list(controller.signal)).catch(reject);
    });
  } finally {
    controller.abort();
    picker.dispose();
  }
}

async function fill<T>(
  picker: vscode.QuickPick<Choice<T>>,
  list: AsyncIterable<Choice<T>>,
): Promise<void> {
  const choices: Choice<T>[] = [];
  for await (const choice of list) {
    choices.push(choice);
    // A long list is shown as it grows, and not for each entry: every change is sent to the window.
    if (choices.length % 50 === 0) picker.items = [...choices];
  }
  picker.items = choices;
  picker.busy = false;
}

async function* mapped<T, U>(list: AsyncIterable<T>, map: (entry: T) => U): AsyncIterable<U> {
  for await (const entry of list) yield map(entry);
}
