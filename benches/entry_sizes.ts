// What a program or page has to fetch for each entry of the package, as a bundler makes it; and for what the AWS SDK has for the
// same calls.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Platform } from 'esbuild';

/** How large something is, in bytes: as it is, and as a server sends it. */
export interface Size {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** An entry, or what stands beside it. */
export interface EntrySize {
  readonly name: string;
  /** The minified bundle. */
  readonly script: Size;
  /** How many bytes of the bundle wasm-bindgen wrote; the rest is the facade. */
  readonly glue: number;
  /** The WebAssembly that is fetched beside it. */
  readonly wasm?: Size;
  readonly sum: Size;
}

interface Entry {
  readonly name: string;
  readonly platform: Platform;
  readonly contents: string;
  /** What the package exports the WebAssembly as. */
  readonly wasm?: string;
}

const consumer = fileURLToPath(new URL('../', import.meta.url));

const OURS: readonly Entry[] = [
  { name: 'aws-sso-wasm', wasm: 'core.wasm', platform: 'browser' },
  { name: 'aws-sso-wasm/browser', wasm: 'core.wasm', platform: 'browser' },
  { name: 'aws-sso-wasm/inline', platform: 'browser' },
  { name: 'aws-sso-wasm/relay', platform: 'node' },
  { name: 'aws-sso-wasm/node', wasm: 'node.wasm', platform: 'node' },
].map((entry) => ({ ...entry, contents: `export * from '${entry.name}';` }) as Entry);

const PEERS: readonly Entry[] = [
  {
    name: 'AWS SDK: sso-oidc + sso + sts, for a page',
    platform: 'browser',
    contents: `
      export { SSOOIDCClient, RegisterClientCommand, StartDeviceAuthorizationCommand, CreateTokenCommand }
        from '@aws-sdk/client-sso-oidc';
      export { SSOClient, ListAccountsCommand, ListAccountRolesCommand, GetRoleCredentialsCommand, LogoutCommand }
        from '@aws-sdk/client-sso';
      export { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';`,
  },
  {
    name: 'AWS SDK: fromSSO + sts, for Node',
    platform: 'node',
    contents: `
      export { fromSSO } from '@aws-sdk/credential-provider-sso';
      export { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';`,
  },
];

/** The entries of the package. */
export async function entrySizes(): Promise<readonly EntrySize[]> {
  return await Promise.all(OURS.map(measured));
}

/** The AWS SDK for the same calls. */
export async function peerSizes(): Promise<readonly EntrySize[]> {
  return await Promise.all(PEERS.map(measured));
}

/** One entry of the package, by the name that it is imported by. */
export async function entrySize(name: string): Promise<EntrySize> {
  const entry = OURS.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`There is no entry ${name}.`);
  return await measured(entry);
}

/** The bundle of these lines, minified, and how many bytes of it wasm-bindgen wrote. */
export async function bundle(
  contents: string,
  platform: Platform = 'browser',
): Promise<{ readonly bytes: Uint8Array; readonly glue: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: consumer },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const glue = parts.filter(([path]) => path.endsWith('_glue.js'));
  return {
    bytes: outputFiles[0]?.contents ?? new Uint8Array(),
    glue: glue.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
  };
}

async function measured({ name, platform, contents, wasm: file }: Entry): Promise<EntrySize> {
  const { bytes, glue } = await bundle(contents, platform);
  const script = size(bytes);
  if (file === undefined) return { name, script, glue, sum: script };
  const wasm = size(await readFile(new URL(import.meta.resolve(`aws-sso-wasm/${file}`))));
  const sum = {
    raw: script.raw + wasm.raw,
    gzip: script.gzip + wasm.gzip,
    brotli: script.brotli + wasm.brotli,
  };
  return { name, script, glue, wasm, sum };
}

function size(bytes: Uint8Array): Size {
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}
