/** The extension in Node's extension host: on this computer with PKCE, on a remote one with a device code. */

import {
  callerIdentity,
  createNodeIdentityCenter,
  init,
  sessionFromConfig,
  signIn,
} from 'aws-sso-wasm/node';
import wasm from 'aws-sso-wasm/node.wasm';
import * as vscode from 'vscode';
import { start } from './extension.js';
import { NotConfigured } from './problem.js';
import { endpointsOf } from './settings.js';

export function activate(context: vscode.ExtensionContext): void {
  // AWS sends the browser back to a port of the computer that it runs on. There nobody listens for a remote one.
  const isRemote =
    vscode.env.remoteName !== undefined &&
    context.extension.extensionKind === vscode.ExtensionKind.Workspace;
  start(context, {
    async open(settings, listener) {
      await init(wasm);
      const { session, startUrl, region } = settings;
      if (session !== '') return sessionFromConfig({ ssoSession: session }, { onEvent: listener });
      if (startUrl === '' || region === '') {
        throw new NotConfigured('a session, or a start URL and its Region');
      }
      const identityCenter = createNodeIdentityCenter(endpointsOf(settings));
      identityCenter.subscribe(listener);
      return identityCenter.session({ startUrl, region });
    },
    signIn(session, { method, ...options }) {
      const automatic = isRemote ? 'device-code' : 'browser';
      return signIn(session, { ...options, method: method === 'auto' ? automatic : method });
    },
    callerIdentity,
  });
}
