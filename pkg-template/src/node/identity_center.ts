/** IAM Identity Center over the files that the AWS CLI and the SDKs share. */

import { checkOptionalString, checkOptions } from '../arguments.js';
import { centerOptions, identityCenterOver } from '../core_identity_center.js';
import type { IdentityCenter, IdentityCenterOptions } from '../identity_center.js';
import { nodeCore } from '../wasm/node_core.js';
import { environmentFrom } from './environment.js';
import type { Environment } from './files.js';
import { createNodeHost } from './host.js';
import { environmentServices } from './shared_center.js';

/** What {@link createNodeIdentityCenter} takes. Everything can be left out. */
export interface NodeIdentityCenterOptions extends IdentityCenterOptions {
  /**
   * The environment variables that say where the files lie (`HOME`, `AWS_CONFIG_FILE`), where the services are
   * (`AWS_ENDPOINT_URL_SSO` and its kin) and how to reach them (`HTTPS_PROXY`, `NO_PROXY`, `AWS_CA_BUNDLE`). Those of this
   * process unless told.
   */
  readonly environment?: Environment;
  /** A PEM file of the certificate authorities to trust; goes before `AWS_CA_BUNDLE`. Not used with `fetch`. */
  readonly caBundle?: string;
}

/**
 * IAM Identity Center with the shared files in `~/.aws` for its store, unless another one is given: a sign-in here is one
 * for the AWS CLI and every SDK if the session has the name of an `sso-session` of theirs, and theirs is one for it. The
 * config file is not read; {@link sessionFromConfig} does that.
 *
 * Loads nothing yet, reads nothing and makes no request. Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for options of
 * a wrong type.
 *
 * @example
 * ```ts
 * const identityCenter = createNodeIdentityCenter();
 * const session = identityCenter.session({ name: 'work', startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1' });
 * await signIn(session, { ifNeeded: true });
 * ```
 */
export function createNodeIdentityCenter(options: NodeIdentityCenterOptions = {}): IdentityCenter {
  checkOptions(options, 'The options');
  const { caBundle, timeoutMilliseconds, fetch, clock, store } = options;
  const environment = environmentFrom(options.environment);
  checkOptionalString(caBundle, 'options.caBundle');
  const host = createNodeHost({
    environment,
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  });
  const { ports, settings, ...rest } = centerOptions(options, store ?? host, nodeCore);
  return identityCenterOver({
    ...rest,
    ports: {
      client: fetch === undefined ? host : ports.client,
      store: ports.store,
      clock: clock ?? host,
    },
    settings: environmentServices(environment, settings),
  });
}
