/** The extension in a browser's worker: a device code by a relay, with all that is secret in VS Code's secret storage. */

import { callerIdentity, createIdentityCenter, init } from 'aws-sso-wasm';
import { wasm } from 'aws-sso-wasm/inline';
import * as vscode from 'vscode';
import { start } from './extension.js';
import { NotConfigured } from './problem.js';
import { SecretStore } from './secret_store.js';
import { endpointsOf } from './settings.js';

export function activate(context: vscode.ExtensionContext): void {
  const store = new SecretStore(context.secrets);
  start(context, {
    async open(settings, listener) {
      await init(wasm);
      const { startUrl, region, relay } = settings;
      if (startUrl === '' || region === '') throw new NotConfigured('a start URL and its Region');
      if (relay === '') throw new NotConfigured('a relay, by which a browser reaches AWS');
      const identityCenter = createIdentityCenter({
        ...endpointsOf(settings),
        store,
        relay: new URL(relay, self.location.origin),
        // The library sends no cookies. A relay behind VS Code's own login needs that login's cookie.
        fetch: (url, request) => fetch(url, { ...request, credentials: 'same-origin' }),
      });
      identityCenter.subscribe(listener);
      return identityCenter.session({ startUrl, region });
    },
    signIn: (session, { signal, onPrompt }) => session.signInWithDeviceCode({ signal, onPrompt }),
    callerIdentity,
  });
}
