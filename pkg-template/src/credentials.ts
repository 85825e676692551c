/** Credentials in the shapes that AWS's own clients take. */

/**
 * Credentials of a role: what `GetRoleCredentials` gives. Every member but `accountId` and `expiration` is to be kept secret.
 *
 * They stay valid at AWS until `expiration`, also after a sign-out.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_RoleCredentials.html
 */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When they end. */
  readonly expiration: Date;
  /** The twelve digits of the account that they are for. */
  readonly accountId: string;
}

/**
 * Credentials as an AWS SDK for JavaScript client takes them. {@link RoleCredentials} are such.
 *
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/AwsCredentialIdentity/
 */
export interface AwsCredentialIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; never unless told. */
  readonly expiration?: Date;
  /** The twelve digits of the account that they are for. */
  readonly accountId?: string;
}

/**
 * Gives credentials whenever it is called, and renews them before they end: the `credentials` of any AWS SDK v3 client.
 *
 * @example
 * ```ts
 * const credentials = session.provider({ accountId: '111122223333', roleName: 'ReadOnly' });
 * const s3 = new S3Client({ region: 'eu-west-1', credentials });
 * ```
 */
export type AwsCredentialIdentityProvider = () => Promise<AwsCredentialIdentity>;

/** The token of a signed-in session (RFC 6750), good for the access portal and for AWS services that take a bearer token. */
export interface AccessToken {
  /** A secret. */
  readonly accessToken: string;
  /** When it ends. */
  readonly expiresAt: Date;
}

/**
 * A bearer token as an AWS SDK for JavaScript client takes it.
 *
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/TokenIdentity/
 */
export interface AwsTokenIdentity {
  /** A secret. */
  readonly token: string;
  /** When it ends. */
  readonly expiration?: Date;
}

/**
 * Gives a bearer token whenever it is called, and renews it before it ends: the `token` of an AWS SDK v3 client of a service
 * that takes one, such as Amazon CodeCatalyst.
 */
export type AwsTokenIdentityProvider = () => Promise<AwsTokenIdentity>;
