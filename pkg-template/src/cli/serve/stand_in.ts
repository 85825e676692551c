/** The sandbox beside the web console, for `serve --sandbox`: its pages are real ones, on which a person clicks. */

import { createSandbox, listen } from '../../sandbox/index.js';
import type { PageEndpoints, PageSession } from './page_configuration.js';

/** Enough to search in, few enough to look through. */
const ACCOUNTS = 24;
const ROLES = 3;

/** A sandbox that listens. */
export interface StandIn {
  readonly endpoints: Required<PageEndpoints>;
  readonly session: PageSession;
  close(): Promise<void>;
}

/** Starts a sandbox on a loopback port of its own. Rejects with `ERR_NETWORK` when there is none. */
export async function startStandIn(): Promise<StandIn> {
  const sandbox = createSandbox({ accounts: ACCOUNTS, roles: ROLES });
  const { url, close } = await listen(sandbox);
  const { startUrl, region } = sandbox;
  return {
    endpoints: { ssoOidc: url, sso: url, sts: url },
    session: { name: 'sandbox', startUrl, region, scopes: ['sso:account:access'] },
    close,
  };
}
