/** Signing in on a machine with a person: in the browser with a redirect to this machine, or with a device code. */

import {
  argumentError,
  checkCallOptions,
  checkOptionalBoolean,
  checkOptionalFunction,
} from '../arguments.js';
import { coreOf, readStatus } from '../core_session.js';
import { IdentityCenterError } from '../errors.js';
import type { DevicePrompt } from '../events.js';
import type { CallOptions, Session, SessionStatus } from '../session.js';
import { createBrowserBridge, type Browser } from '../wasm/browser_bridge.js';
import { fromJson, toJson } from '../wasm/json.js';
import { nodeCore } from '../wasm/node_core.js';
import { signInWithBrowser } from '../wasm/node_glue.js';
import type { DevicePromptData, Json } from '../wasm/node_glue.js';
import { createRaised, failedOption } from '../wasm/raised.js';

const HIGHEST_PORT = 65_535;

/** What {@link signIn} takes. Everything can be left out. */
export interface SignInOptions extends CallOptions {
  /**
   * `browser`, unless told: the authorization code with PKCE (RFC 7636) and a redirect to this machine (RFC 8252 section
   * 7.3). `device-code`: a code that the person enters on any machine (RFC 8628). A session of a legacy profile always takes
   * a device code, as with the AWS CLI.
   */
  readonly method?: 'browser' | 'device-code';
  /** The port of 127.0.0.1 that the redirect comes back to, such as one that is forwarded. Any free one unless told. */
  readonly port?: number;
  /**
   * Opens the URL in the person's browser; `false` tells that it could not. The system's browser is opened unless told.
   *
   * What it rejects with ends the sign-in, as `cause` of an `ERR_INVALID_ARGUMENT`.
   */
  readonly openUrl?: (url: string) => boolean | void | PromiseLike<boolean | void>;
  /**
   * Shows the person a device code and where to enter it. Called only if `method` asks for it, or when no browser can be
   * opened or no port be had. Left out: what stands in the way of the browser is what the sign-in rejects with.
   */
  readonly onPrompt?: (prompt: DevicePrompt) => void;
  /** Whether to return at once while the token is good, or can be renewed without a person. False unless told. */
  readonly ifNeeded?: boolean;
}

/**
 * Signs in with the person's help. Of all processes that share the session's store and sign in to it at the same time,
 * this command line's included, one asks the person; the others take over the token that it brings.
 *
 * The listener binds 127.0.0.1 before the browser opens, and takes nothing but the redirect of this sign-in.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options of a wrong type. Rejects with `ERR_ACCESS_DENIED` (the
 * person declined), `ERR_AUTHORIZATION_EXPIRED` (nobody came back within ten minutes), `ERR_NETWORK` (among others: the port
 * is taken, and there is no `onPrompt`), `ERR_INVALID_ARGUMENT` (no browser could be opened, and there is no `onPrompt`), `ERR_ABORTED`
 * (the signal), and as every call of a {@link Session}.
 *
 * @example
 * ```ts
 * const session = await sessionFromConfig({ profile: 'dev' });
 * await signIn(session, { ifNeeded: true, onPrompt: ({ userCode, verificationUri }) => console.error(verificationUri, userCode) });
 * ```
 */
export function signIn(session: Session, options: SignInOptions = {}): Promise<SessionStatus> {
  const { center, data } = coreOf(session) ?? {};
  if (center?.instance !== nodeCore || data === undefined) {
    throw argumentError(
      'The session must come from createNodeIdentityCenter, sessionFromConfig or sharedSessions.',
    );
  }
  checkCallOptions(options);
  const { method = 'browser', port = 0, openUrl, onPrompt, ifNeeded = false } = options;
  if (!['browser', 'device-code'].includes(method)) {
    throw argumentError("options.method must be 'browser' or 'device-code'.");
  }
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
    throw argumentError(`options.port must be a whole number from 0 to ${HIGHEST_PORT}.`);
  }
  checkOptionalFunction(openUrl, 'options.openUrl');
  checkOptionalFunction(onPrompt, 'options.onPrompt');
  checkOptionalBoolean(ifNeeded, 'options.ifNeeded');
  if (method === 'device-code' && onPrompt === undefined) {
    throw argumentError('options.onPrompt must be a function that shows the device code.');
  }

  const { signal = new AbortController().signal } = options;
  const raised = createRaised();
  const parts: Browser = {
    showsCodes: onPrompt !== undefined,
    async listen(wanted) {
      const { openListener } = await import('./listener.js');
      return openListener(wanted, signal);
    },
    visit: (url) => (openUrl === undefined ? openSystemBrowser(url) : openWith(openUrl, url)),
    async prompt(device) {
      const found = fromJson(device as Json<DevicePromptData>);
      const prompt = { ...found, expiresAt: new Date(found.expiresAt) };
      center.tell({ type: 'prompt', session: session.name, prompt });
      if (onPrompt === undefined) throw nobodyToShow();
      try {
        onPrompt(prompt);
      } catch (cause) {
        throw failedOption('onPrompt', cause);
      }
    },
  };
  const browser = createBrowserBridge(parts, raised.remember);
  const how = toJson({ useDeviceCode: method === 'device-code', port, ifNeeded });
  return center
    .ask(options, data, (_core, client, host) =>
      signInWithBrowser(client, host, toJson(data), browser, how),
    )
    .then(
      (status) => readStatus(center, data, status),
      (error: unknown) => {
        throw raised.restored(error);
      },
    );
}

async function openSystemBrowser(url: string): Promise<boolean> {
  const { openBrowser } = await import('./browser.js');
  return openBrowser(url, process.env);
}

async function openWith(
  openUrl: NonNullable<SignInOptions['openUrl']>,
  url: string,
): Promise<boolean> {
  try {
    return (await openUrl(url)) !== false;
  } catch (cause) {
    throw failedOption('openUrl', cause);
  }
}

function nobodyToShow(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'This session takes a device code, and there is no options.onPrompt to show it.',
    { help: 'Give onPrompt, or sign in with: aws-sso-wasm sso login.' },
  );
}
