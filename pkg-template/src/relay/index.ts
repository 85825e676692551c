/**
 * The relay: what lets a page reach IAM Identity Center, whose endpoints answer no foreign origin.
 *
 * A function from `Request` to `Response`, for the server that the page itself comes from. It has seven fixed routes, and no
 * host name is made of anything but a Region that it knows. It serves pages of its own origin only, holds no tokens, and
 * logs nothing.
 *
 * @example
 * ```ts
 * const relay = createRelay({ origins: ['https://console.example.com'] });
 * export default { fetch: (request: Request) => relay(request) };
 * // In the page: createIdentityCenter({ relay: '/idc' });
 * ```
 */

export { nodeListener, type NodeListener } from './node_listener.js';
export type { RelayOptions } from './options.js';
export { createRelay, type Relay } from './relay.js';
