/**
 * IAM Identity Center in Node: the shared files of the AWS CLI and the SDKs, their profiles as credentials, and the sign-in in
 * the system's browser.
 *
 * Importing this does nothing: it reads no file and no environment variable.
 */

export type * from '../index.js';
export { CODES, IdentityCenterError, isIdentityCenterError } from '../errors.js';
export { callerIdentity, type NodeCallerIdentityOptions } from './caller_identity.js';
export {
  sessionFromConfig,
  sharedSessions,
  type ConfigOptions,
  type SessionChoice,
} from './config_sessions.js';
export type { Environment } from './files.js';
export { createNodeIdentityCenter, type NodeIdentityCenterOptions } from './identity_center.js';
export { init } from './init.js';
export {
  fromProfile,
  tokenFromProfile,
  type ProfileOptions,
  type TokenProfileOptions,
} from './profile.js';
export { signIn, type SignInOptions } from './sign_in.js';
