/** Who credentials belong to, by AWS STS. */

import { checkOptionalFunction } from './arguments.js';
import { createCenter } from './center.js';
import { askIdentity } from './core_caller_identity.js';
import { core } from './core.js';
import { centerOptions } from './core_identity_center.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { Fetch } from './identity_center.js';
import type { CallOptions } from './session.js';
import { createMemoryStore } from './web/memory_store.js';

/**
 * Who credentials belong to.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  /** Such as `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/alex@example.com`. */
  readonly arn: string;
  /** Such as `AROAEXAMPLE:alex@example.com`. */
  readonly userId: string;
}

/** What {@link callerIdentity} takes besides the credentials. */
export interface CallerIdentityOptions extends CallOptions {
  /** The Region of the STS endpoint, such as `eu-west-1`. */
  readonly region: string;
  /** A base URL to use instead of AWS's. */
  readonly endpoint?: string;
  /** Makes the request. The runtime's own unless told. */
  readonly fetch?: Fetch;
}

/**
 * Asks AWS STS who credentials belong to. STS answers pages of any origin, so this needs no relay.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for arguments of a wrong type. Rejects with `ERR_SERVICE` (STS
 * refused them, such as `ExpiredToken`), `ERR_NETWORK`, `ERR_TIMEOUT`, `ERR_BAD_RESPONSE` or `ERR_ABORTED`.
 *
 * @example
 * ```ts
 * const { account, arn } = await callerIdentity(credentials, { region: 'eu-west-1' });
 * ```
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function callerIdentity(
  credentials: AwsCredentialIdentity,
  options: CallerIdentityOptions,
): Promise<CallerIdentity> {
  return askIdentity(credentials, options, () => {
    const { endpoint, fetch } = options;
    checkOptionalFunction(fetch, 'options.fetch');
    return createCenter(
      centerOptions(
        {
          ...(endpoint === undefined ? {} : { endpoints: { sts: endpoint } }),
          ...(fetch === undefined ? {} : { fetch }),
        },
        createMemoryStore(),
        core,
      ),
    );
  });
}
