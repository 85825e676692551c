/** What differs between the two extension hosts. Everything else is the same source. */

import type {
  AwsCredentialIdentity,
  CallerIdentity,
  CallerIdentityOptions,
  DevicePrompt,
  IdentityCenterListener,
  Session,
} from 'aws-sso-wasm';
import type { Settings } from './settings.js';

export interface SignInOptions {
  readonly method: Settings['method'];
  readonly signal: AbortSignal;
  /** Shows a device code. */
  readonly onPrompt: (prompt: DevicePrompt) => void;
  /** Opens the person's browser; resolves to whether it was opened. */
  readonly openUrl: (url: string) => PromiseLike<boolean>;
}

export interface Platform {
  /** The session that the settings name, over this host's storage. Rejects if they name none. */
  open(settings: Settings, listener: IdentityCenterListener): Promise<Session>;
  signIn(session: Session, options: SignInOptions): Promise<unknown>;
  callerIdentity(
    credentials: AwsCredentialIdentity,
    options: CallerIdentityOptions,
  ): Promise<CallerIdentity>;
}
