// The wasm of `./node`: the library's, with the profiles of the shared files and the sign-in with a browser of this machine.

import { createInstance } from './instance.js';
import * as glue from './node_glue.js';

/** The one instance of the program. */
export const nodeCore = /* @__PURE__ */ createInstance(
  glue,
  // The glue's other way looks whether it was given a Response, for which Node loads its fetch: that takes 20 ms.
  async (module) => glue.initSync({ module }),
  () => new URL('../node/node.wasm', import.meta.url),
);
