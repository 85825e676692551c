// The library's own wasm, core.wasm beside this module.

import * as glue from './wasm/core_glue.js';
import { createInstance } from './wasm/instance.js';

/** The one instance of the program. Bundlers that know this form of URL bring the file along; others need it copied beside. */
export const core = /* @__PURE__ */ createInstance(
  glue,
  (module) => glue.default({ module_or_path: module }),
  () => new URL('./core.wasm', import.meta.url),
);
