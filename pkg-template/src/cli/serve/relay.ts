/** The relay of the console. Who may use it is judged before; where it leads is configured. */

import type { Host } from '../../host.js';
import { createRelay, nodeListener, type NodeListener } from '../../relay/index.js';
import type { Reply } from './reply.js';
import type { WebConsoleSettings } from './settings.js';
import { fetchOver } from './upstream.js';

/** The path below which it stands. */
export const RELAY_PATH = '/idc';

/** Hands requests of pages from `origin` on to AWS, or to the configured endpoints. */
export function relayFor(
  origin: string,
  { endpoints, fips, dualStack }: WebConsoleSettings,
  send: Host['send'],
): NodeListener {
  const { ssoOidc, sso } = endpoints;
  return nodeListener(
    createRelay({
      basePath: RELAY_PATH,
      origins: [origin],
      fetch: fetchOver(send),
      fips,
      dualStack,
      endpoints: {
        ...(ssoOidc === undefined ? {} : { ssoOidc }),
        ...(sso === undefined ? {} : { sso }),
      },
    }),
  );
}

/** A refusal of ours in the form of the relay's own, of which the core makes a sentence. */
export function relayRefusal(message: string): Reply {
  return {
    status: 403,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
    body: JSON.stringify({ __type: 'RelayException', message }),
  };
}
