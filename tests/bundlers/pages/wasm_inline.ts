// For bundlers that leave files alone: core.wasm comes inside the script.

import { init } from 'aws-sso-wasm';
import { wasm } from 'aws-sso-wasm/inline';
import { run } from './console.js';

await init(wasm);
await run();
