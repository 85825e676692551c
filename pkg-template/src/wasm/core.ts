// The library's own wasm, core.wasm.

import * as glue from './core_glue.js';
import { createInstance } from './instance.js';

/** The one instance of the program. Bundlers know this form of URL and bring the file along. */
export const core = /* @__PURE__ */ createInstance(
  glue,
  () => new URL('../core.wasm', import.meta.url),
);
