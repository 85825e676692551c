/**
 * The package's main entry for workerd (Cloudflare Workers), which compiles no WebAssembly at run time: the core comes as a
 * compiled module with the program.
 */

import {
  callerIdentity as callerIdentityAnywhere,
  createIdentityCenter as createIdentityCenterAnywhere,
  init as initAnywhere,
} from '../index.js';
import { core } from '../core.js';
import module from '../core.wasm';

export * from '../index.js';

/** As everywhere; the core needs no other source here. */
export const init: typeof initAnywhere = (source = module) => initAnywhere(source);

/** As everywhere. */
export const createIdentityCenter: typeof createIdentityCenterAnywhere = (options) => {
  core.prefer(() => module);
  return createIdentityCenterAnywhere(options);
};

/** As everywhere. */
export const callerIdentity: typeof callerIdentityAnywhere = (credentials, options) => {
  core.prefer(() => module);
  return callerIdentityAnywhere(credentials, options);
};
