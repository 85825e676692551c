/** Who credentials belong to, by AWS STS as this machine reaches it. */

import type { CallerIdentity, CallerIdentityOptions } from '../caller_identity.js';
import { askIdentity } from '../core_caller_identity.js';
import type { AwsCredentialIdentity } from '../credentials.js';
import { environmentFrom } from './environment.js';
import type { Environment } from './files.js';
import { createSharedCenter, environmentServices } from './shared_center.js';

/** What {@link callerIdentity} takes besides the credentials. */
export interface NodeCallerIdentityOptions extends Omit<CallerIdentityOptions, 'fetch'> {
  /** The environment variables: where STS is, unless `endpoint` says so, and how to reach it. Those of this process unless told. */
  readonly environment?: Environment;
}

/**
 * Asks AWS STS who credentials belong to, through the proxy and with the certificate authorities of the environment.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for arguments of a wrong type. Rejects with `ERR_SERVICE` (STS
 * refused them, such as `ExpiredToken`), `ERR_NETWORK`, `ERR_TIMEOUT`, `ERR_BAD_RESPONSE` or `ERR_ABORTED`.
 *
 * @example
 * ```ts
 * const { account, arn } = await callerIdentity(await fromProfile('dev')(), { region: 'eu-west-1' });
 * ```
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function callerIdentity(
  credentials: AwsCredentialIdentity,
  options: NodeCallerIdentityOptions,
): Promise<CallerIdentity> {
  return askIdentity(credentials, options, () => {
    const { endpoint } = options;
    const environment = environmentFrom(options.environment);
    const settings = environmentServices(
      environment,
      endpoint === undefined ? {} : { endpoints: { sts: endpoint } },
    );
    return createSharedCenter({ environment, settings }).center;
  });
}
