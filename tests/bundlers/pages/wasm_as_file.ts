// For bundlers that know `new URL('…', import.meta.url)`: core.wasm becomes a file of the site.

import { run } from './console.js';

await run();
