/**
 * The WebAssembly core inside a module, for bundles of a single file and for hosts that load no other: VS Code in the web.
 *
 * It is larger than core.wasm by a third; whoever can load a file should.
 */

import { data } from './data.js';

/**
 * The core's bytes, for `init`.
 *
 * @example
 * ```ts
 * import { init } from 'aws-sso-wasm';
 * import { wasm } from 'aws-sso-wasm/inline';
 * await init(wasm);
 * ```
 */
export async function wasm(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return await new Response(bytes).arrayBuffer();
}
