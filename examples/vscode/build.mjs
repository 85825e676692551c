// Bundles the extension twice from the same source: for Node's extension host and for the browser's.

import { build } from 'esbuild';

const shared = {
  bundle: true,
  // VS Code calls its extensions as CommonJS in both hosts, and hands them its API as the module `vscode`.
  format: 'cjs',
  external: ['vscode'],
  // The bundle is all there is beside the manifest.
  loader: { '.wasm': 'binary' },
  target: 'es2023',
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await build({
  ...shared,
  platform: 'node',
  entryPoints: ['src/desktop.ts'],
  outfile: 'dist/desktop.cjs',
});
await build({
  ...shared,
  platform: 'browser',
  conditions: ['worker'],
  entryPoints: ['src/web.ts'],
  outfile: 'dist/web.js',
});
