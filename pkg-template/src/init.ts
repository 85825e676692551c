/** Loading the WebAssembly core. */

import { core } from './core.js';
import { loadFrom } from './wasm/load_from.js';

/** A compiled module: `WebAssembly.Module`, where the platform's types declare it. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Module } };
}
  ? Module
  : object;

/** What the core can be loaded from: a compiled module, its bytes, a response that brings them, or where to fetch them. */
export type InitSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/**
 * Loads the WebAssembly core. Calling it is needed only where the default does not work: `core.wasm` beside this module,
 * fetched, or read from disk in Node.
 *
 * The core is loaded once per program: the first source wins, calls at the same time share one load, and one that failed
 * may be tried again, from another source too.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for what is no source. Rejects with `ERR_NETWORK` (it could not be
 * fetched or read), `ERR_TIMEOUT` (60 s), `ERR_BAD_RESPONSE` (it is no WebAssembly, or the page's Content-Security-Policy forbids
 * it: `script-src` has to name `'wasm-unsafe-eval'`) or `ERR_INTERNAL` (the core has failed before; it takes a reload).
 *
 * @example
 * ```ts
 * import { init } from 'aws-sso-wasm';
 * import { wasm } from 'aws-sso-wasm/inline';
 * await init(wasm);
 * ```
 */
export function init(
  source?: InitSource | Promise<InitSource> | (() => InitSource | Promise<InitSource>),
): Promise<void> {
  return loadFrom(core, source);
}
