/** Credentials and tokens that the profiles of the shared files mean. */

import {
  checkCallOptions,
  checkOptionalFunction,
  checkOptionalMilliseconds,
  checkOptionalString,
} from '../arguments.js';
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  AwsTokenIdentityProvider,
} from '../credentials.js';
import { createProvider, createSharedSignIn } from '../provider.js';
import type { CallOptions, Session, SignInRequest } from '../session.js';
import { createAssistantBridge } from '../wasm/assistant_bridge.js';
import { profileCredentials } from '../wasm/node_glue.js';
import { createRaised, failedOption } from '../wasm/raised.js';
import { sessionFromConfig, type ConfigOptions } from './config_sessions.js';
import { environmentFrom, variablesOf } from './environment.js';
import type { Environment } from './files.js';
import { createSharedCenter } from './shared_center.js';

/** What {@link tokenFromProfile} takes. Everything can be left out. */
export interface TokenProfileOptions extends CallOptions, SignInRequest {
  /**
   * The environment variables: which profile is meant, where the files lie, where the services are and how to reach them.
   * Those of this process, read when they are needed, unless told.
   */
  readonly environment?: Environment;
  /** The limit of one HTTP exchange, body included, in milliseconds. 15000 unless told. */
  readonly timeoutMilliseconds?: number;
}

/** What {@link fromProfile} takes. Everything can be left out. */
export interface ProfileOptions extends TokenProfileOptions {
  /**
   * Gives the current code of an MFA device, told by its serial number or ARN, for a role that takes one (`mfa_serial`). Left
   * out: such a profile rejects with `ERR_NO_CREDENTIALS` unless its role is cached.
   */
  readonly mfaCode?: (serialNumber: string) => string | PromiseLike<string>;
}

/**
 * The credentials of a profile, for any AWS SDK v3 client: of `sso_session` and legacy SSO profiles, of the roles that
 * `role_arn` and `source_profile` chain, of a `credential_process`, of keys in the files and in the environment, in the order
 * of the AWS CLI. Without a name it is the profile that `AWS_PROFILE` names, or else the default profile.
 *
 * Nothing is read before the provider is called, nor held longer than the credentials last. They are renewed in the background
 * from five minutes before they end, once for all who ask; other processes and the AWS CLI find them in `~/.aws/cli/cache`,
 * and a sign-in there is picked up here. A `credential_process` runs without standard input.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for arguments of a wrong type. The provider rejects with
 * `ERR_SIGN_IN_REQUIRED` (see `onSignInRequired`), `ERR_PROFILE_NOT_FOUND`, `ERR_NO_CREDENTIALS`, `ERR_CONFIG_INVALID`,
 * `ERR_CONFIG_INCOMPLETE`, `ERR_NO_REGION` (a role is to be assumed, and nothing says where), `ERR_STORE`, `ERR_ABORTED`, and as
 * every call that makes requests.
 *
 * @example
 * ```ts
 * const s3 = new S3Client({ credentials: fromProfile('dev', { onSignInRequired: (session) => signIn(session) }) });
 * ```
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function fromProfile(
  name?: string,
  options: ProfileOptions = {},
): AwsCredentialIdentityProvider {
  checkProfile(name, options);
  const { onSignInRequired, mfaCode } = options;
  checkOptionalFunction(mfaCode, 'options.mfaCode');
  const start = (): AwsCredentialIdentityProvider => {
    const { environment, center, host } = sharedParts(options);
    return createProvider({
      center,
      session: '',
      async load() {
        const raised = createRaised();
        const assistant = createAssistantBridge(
          {
            trust: host.trust,
            async spawn(command, variables) {
              const { runShellCommand } = await import('./shell_command.js');
              const { signal = new AbortController().signal } = options;
              return runShellCommand(command, { ...environment, ...variables }, signal, 'ignore');
            },
            mfaCode: (serialNumber) => askForCode(mfaCode, serialNumber),
          },
          raised.remember,
        );
        const found = await center
          .ask(options, undefined, (_core, client, bridge) =>
            profileCredentials(client, bridge, assistant, name, variablesOf(environment)),
          )
          .catch((error: unknown) => {
            throw raised.restored(error);
          });
        const { expiration, ...keys } = found;
        const credentials: AwsCredentialIdentity =
          expiration === undefined ? keys : { ...keys, expiration: new Date(expiration) };
        return credentials;
      },
      signIn: createSharedSignIn(() => sessionOf(name, options)),
      onSignInRequired,
    });
  };
  return lazily(start);
}

/**
 * The access token of the session that a profile uses, for AWS SDK clients of services that take a bearer token, such as
 * Amazon CodeCatalyst: {@link fromProfile} for tokens.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for arguments of a wrong type. The provider rejects as
 * {@link sessionFromConfig} and {@link Session.accessToken} do.
 */
export function tokenFromProfile(
  name?: string,
  options: TokenProfileOptions = {},
): AwsTokenIdentityProvider {
  checkProfile(name, options);
  const { onSignInRequired, signal } = options;
  return lazily(() =>
    createProvider({
      center: sharedParts(options).center,
      session: '',
      async load() {
        const session = await sessionOf(name, options);
        const { accessToken, expiresAt } = await session.accessToken(
          signal === undefined ? {} : { signal },
        );
        return { token: accessToken, expiration: expiresAt };
      },
      signIn: createSharedSignIn(() => sessionOf(name, options)),
      onSignInRequired,
    }),
  );
}

function checkProfile(name: string | undefined, options: TokenProfileOptions): void {
  checkOptionalString(name, 'The name of the profile');
  checkCallOptions(options);
  checkOptionalFunction(options.onSignInRequired, 'options.onSignInRequired');
  checkOptionalMilliseconds(options.timeoutMilliseconds, 'options.timeoutMilliseconds', 1);
  environmentFrom(options.environment);
}

function sharedParts(options: TokenProfileOptions) {
  const environment = environmentFrom(options.environment);
  const { timeoutMilliseconds } = options;
  return { environment, ...createSharedCenter({ environment, timeoutMilliseconds }) };
}

async function sessionOf(
  name: string | undefined,
  { environment, timeoutMilliseconds, signal }: ConfigOptions,
): Promise<Session> {
  return await sessionFromConfig(name === undefined ? undefined : { profile: name }, {
    ...(environment === undefined ? {} : { environment }),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function askForCode(
  mfaCode: ProfileOptions['mfaCode'],
  serialNumber: string,
): Promise<string | undefined> {
  if (mfaCode === undefined) return undefined;
  try {
    const code: unknown = await mfaCode(serialNumber);
    if (typeof code === 'string') return code;
    throw new TypeError('The code must be a string.');
  } catch (cause) {
    throw failedOption('mfaCode', cause);
  }
}

/** A provider that is put together when it is first called. */
function lazily<T>(start: () => () => Promise<T>): () => Promise<T> {
  let provider: (() => Promise<T>) | undefined;
  return async () => {
    provider ??= start();
    return await provider();
  };
}
