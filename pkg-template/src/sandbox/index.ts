/**
 * A stand-in for IAM Identity Center: OIDC, portal, STS and the console's federation endpoint behind one function.
 *
 * It was written apart from the rest of this package, over WebCrypto alone, and checks for itself what AWS checks: PKCE,
 * single use of codes, redirect URIs, grants, polling intervals, and the signature of every STS call.
 */

export type { Operation, SandboxEvent } from './events.js';
export type { Fault, FaultAnswer } from './faults.js';
export type {
  Lifetimes,
  RateLimit,
  SandboxAccount,
  SandboxIamRole,
  SandboxOptions,
} from './options.js';
export { createSandbox, type Sandbox } from './sandbox.js';
export { listen, type ListenOptions, type SandboxServer } from './listen.js';
