// The wasm of `./node`: the library's, with the profiles of the shared files and the sign-in with a browser of this machine.

import { createInstance } from './instance.js';
import * as glue from './node_glue.js';

/** The one instance of the program. */
export const nodeCore = /* @__PURE__ */ createInstance(
  glue,
  () => new URL('../node/node.wasm', import.meta.url),
);
