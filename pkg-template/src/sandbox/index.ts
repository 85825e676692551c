/**
 * A stand-in for IAM Identity Center: OIDC, portal, STS and the console's federation endpoint behind one function.
 *
 * It was written apart from the rest of this package, over WebCrypto alone, and checks for itself what AWS checks: PKCE,
 * single use of codes, redirect URIs, grants, polling intervals, and the signature of every STS call.
 *
 * A person clicks through its consent and device pages. A script submits their forms (`decision=approve` to the URL it
 * was given, with `user_code=…` to the device page), calls {@link Sandbox.decide} and {@link Sandbox.decideDevice}, or has
 * the sandbox decide by itself with the option `consent`.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox({ consent: 'approve' });
 * const server = await listen(sandbox);
 * Object.assign(process.env, server.environment); // The AWS CLI, every AWS SDK and this package find it by these.
 * // Try what signs in, then:
 * console.log(sandbox.count('CreateToken'));
 * await server.close();
 * ```
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
