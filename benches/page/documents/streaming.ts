// The page of library.ts with its WebAssembly compiled while it comes: what that would gain.

import { init } from 'aws-sso-wasm/browser';

await init(WebAssembly.compileStreaming(fetch('/core.wasm')));
await import('./library.js');
