/** What the person configured. No workspace can set any of it: a folder must not choose where a sign-in goes. */

import type { IdentityCenterOptions } from 'aws-sso-wasm';
import * as vscode from 'vscode';

const SECTION = 'awsIdentityCenter';

export interface Settings {
  /** The name of an sso-session in the shared config file; empty when there is none. */
  readonly session: string;
  readonly startUrl: string;
  readonly region: string;
  readonly method: 'auto' | 'browser' | 'device-code';
  /** A URL, or a path on VS Code's own origin; empty when there is none. */
  readonly relay: string;
  /** A base URL to use instead of AWS's; empty when there is none. */
  readonly endpoint: string;
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const text = (name: string): string => settings.get<string>(name, '').trim();
  const method = text('method');
  return {
    session: text('session'),
    startUrl: text('startUrl'),
    region: text('region'),
    method: method === 'browser' || method === 'device-code' ? method : 'auto',
    relay: text('relay'),
    endpoint: text('endpoint'),
  };
}

/** Where the services are, if not where AWS has them. */
export function endpointsOf({ endpoint }: Settings): Pick<IdentityCenterOptions, 'endpoints'> {
  return endpoint === '' ? {} : { endpoints: { ssoOidc: endpoint, sso: endpoint } };
}

/** Calls `listener` when any of them changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}

export function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', SECTION);
}
