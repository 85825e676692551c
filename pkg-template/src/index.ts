/**
 * Sign in with AWS IAM Identity Center from anywhere JavaScript runs.
 *
 * Importing this does nothing; the WebAssembly core is loaded with the first call that needs it.
 */

export {
  callerIdentity,
  type CallerIdentity,
  type CallerIdentityOptions,
} from './caller_identity.js';
export type {
  AccessToken,
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  AwsTokenIdentity,
  AwsTokenIdentityProvider,
  RoleCredentials,
} from './credentials.js';
export {
  CODES,
  IdentityCenterError,
  isIdentityCenterError,
  type AnyIdentityCenterError,
  type Code,
  type ErrorDetails,
  type FileFault,
  type ServiceFault,
} from './errors.js';
export type { DevicePrompt, IdentityCenterEvent, IdentityCenterListener } from './events.js';
export type { Clock, Collection, Lock, Store, StoreKey, StoreKind } from './host.js';
export {
  createIdentityCenter,
  type CompletedSignIn,
  type Endpoints,
  type Fetch,
  type IdentityCenter,
  type IdentityCenterOptions,
} from './identity_center.js';
export { init, type InitSource, type WasmModule } from './init.js';
export type {
  Account,
  AccountRoles,
  BegunSignIn,
  CallOptions,
  DeviceSignInOptions,
  ProviderOptions,
  Role,
  RoleReference,
  Session,
  SessionOptions,
  SessionStatus,
  SignedOut,
  SignInRequest,
} from './session.js';
