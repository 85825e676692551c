/** Loading the wasm of this entry. */

import type { init as initCore } from '../init.js';
import { loadFrom } from '../wasm/load_from.js';
import { nodeCore } from '../wasm/node_core.js';

/**
 * Loads the WebAssembly that `aws-sso-wasm/node` uses. Calling it is needed only where the default does not work: `node.wasm`
 * beside this module, such as in a program that was bundled into one file. `aws-sso-wasm/node.wasm` names the file for bundlers.
 *
 * As `init` of the package's main entry in all else.
 *
 * @example
 * ```ts
 * await init(() => readFile(join(__dirname, 'node.wasm')));
 * ```
 */
export function init(source?: Parameters<typeof initCore>[0]): Promise<void> {
  return loadFrom(nodeCore, source);
}
