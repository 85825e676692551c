// Begins one sign-in through a door of the library at the address given, and tells what came of it and the memory it took.

import { createIdentityCenter, isIdentityCenterError } from 'aws-sso-wasm';
import { createNodeIdentityCenter } from 'aws-sso-wasm/node';

const [door, origin = ''] = process.argv.slice(2);
const endpoints = { ssoOidc: origin };
const center =
  door === 'node'
    ? createNodeIdentityCenter({ endpoints, environment: { HOME: '/nowhere' }, store: nowhere() })
    : createIdentityCenter({ endpoints });
const session = center.session({
  startUrl: 'https://d-1234567890.awsapps.com/start',
  region: 'us-east-1',
});
const outcome = await session
  .beginSignIn({ redirectUri: 'http://127.0.0.1:4444/oauth/callback' })
  .then(
    () => 'done',
    (error: unknown) => (isIdentityCenterError(error) ? error.code : String(error)),
  );
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ outcome, peak }));

/** A store that keeps nothing. */
function nowhere(): NonNullable<Parameters<typeof createIdentityCenter>[0]>['store'] & object {
  return {
    read: async () => undefined,
    write: async () => undefined,
    remove: async () => false,
    list: async () => [],
    lock: async () => ({ release: () => undefined }),
  };
}
