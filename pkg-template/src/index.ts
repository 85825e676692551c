/**
 * Sign in with AWS IAM Identity Center from anywhere JavaScript runs.
 *
 * Importing this does nothing; the WebAssembly core is loaded with the first call that needs it.
 */

export type { CallerIdentity, CallerIdentityOptions } from './caller_identity.js';
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
export type { Endpoints, Fetch, IdentityCenter, IdentityCenterOptions } from './identity_center.js';
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
