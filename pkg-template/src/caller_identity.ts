/** Who credentials belong to, by AWS STS. */

import type { Fetch } from './identity_center.js';
import type { CallOptions } from './session.js';

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
