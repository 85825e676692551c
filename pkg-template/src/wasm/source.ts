// From wherever core.wasm lies to a compiled module, with a sentence for all that can go wrong on the way.

import { IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { InitSource } from '../init.js';
import { release } from '../web/timer_clock.js';

/** For the file to arrive: it is small, but so may the network be. */
const TIMEOUT_MILLISECONDS = 60_000;

/** `\0asm` and version 1: the smallest module there is. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

const OTHER_SOURCE =
  "Tell where core.wasm lies with init(source), or use what 'aws-sso-wasm/inline' exports.";

/** Compiles what the caller gave. Rejects with `ERR_NETWORK`, `ERR_TIMEOUT` or `ERR_BAD_RESPONSE`. */
export function compile(
  source: () => InitSource | Promise<InitSource>,
): Promise<WebAssembly.Module> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), TIMEOUT_MILLISECONDS);
    release(timer);
    moduleFrom(source)
      .then(resolve, (cause: unknown) =>
        reject(isIdentityCenterError(cause) ? cause : absent(cause)),
      )
      .finally(() => clearTimeout(timer));
  });
}

async function moduleFrom(
  give: () => InitSource | Promise<InitSource>,
): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === 'undefined') throw forbidden('This JavaScript engine', undefined);
  const source = await give();
  if (source instanceof WebAssembly.Module) return source;
  const bytes = await bytesFrom(source);
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw (await canCompile()) ? notWasm(cause) : forbidden('This page', cause);
  }
}

async function bytesFrom(source: InitSource): Promise<BufferSource> {
  if (source instanceof URL || typeof source === 'string') return await fetched(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return source as BufferSource;
  // Not compileStreaming: for a file of this size it gains nothing (`cargo xtask bench --only page`), and it refuses a server
  // that calls wasm by another type.
  if (source instanceof Response) return await bytesOf(source);
  throw new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'What init() was given is no source of WebAssembly.',
    { help: 'Give a WebAssembly.Module, its bytes, a Response, or a URL.' },
  );
}

async function fetched(source: URL | string): Promise<BufferSource> {
  const url = new URL(source, pageUrl());
  if (url.protocol === 'file:') {
    const file = await fromDisk(url);
    if (file !== undefined) return file;
  }
  return await bytesOf(await fetch(url));
}

/** What a relative URL is relative to. */
function pageUrl(): string | undefined {
  const {
    location,
  }: { readonly location?: { readonly href: string } } & Pick<typeof globalThis, 'URL'> =
    globalThis;
  return location?.href;
}

/** The file, where there are files: nothing here for a bundler to follow into a page. */
async function fromDisk(url: URL): Promise<BufferSource | undefined> {
  const { process }: { process?: Partial<NodeJS.Process> } = globalThis;
  const files = process?.getBuiltinModule?.('node:fs/promises');
  return files === undefined ? undefined : Uint8Array.from(await files.readFile(url));
}

async function bytesOf(response: Response): Promise<ArrayBuffer> {
  if (!response.ok) throw absent(undefined, response.status);
  return await response.arrayBuffer();
}

/** Whether anything at all may be compiled here. */
async function canCompile(): Promise<boolean> {
  return await WebAssembly.compile(EMPTY_MODULE).then(
    () => true,
    () => false,
  );
}

function absent(cause: unknown, status?: number): IdentityCenterError {
  const answer = status === undefined ? '' : `: the server answered ${status}`;
  return new IdentityCenterError(
    'ERR_NETWORK',
    `The file core.wasm could not be loaded${answer}.`,
    {
      help: OTHER_SOURCE,
      cause,
    },
  );
}

function late(): IdentityCenterError {
  const seconds = TIMEOUT_MILLISECONDS / 1000;
  return new IdentityCenterError(
    'ERR_TIMEOUT',
    `The file core.wasm did not come within ${seconds} seconds.`,
    { help: `Try again. ${OTHER_SOURCE}` },
  );
}

/** The error for a module that could not be instantiated: it is not ours, or WebKit minds only now that it may not run. */
export function notInstantiated(cause: unknown): IdentityCenterError {
  return cause instanceof WebAssembly.CompileError ? forbidden('This page', cause) : notWasm(cause);
}

/** The error for WebAssembly that is not ours, or none. */
export function notWasm(cause: unknown): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_BAD_RESPONSE',
    'What came in place of core.wasm is no WebAssembly of this package.',
    { help: `The server may have answered with a page of its own. ${OTHER_SOURCE}`, cause },
  );
}

function forbidden(who: string, cause: unknown): IdentityCenterError {
  return new IdentityCenterError('ERR_BAD_RESPONSE', `${who} does not run WebAssembly.`, {
    help: "In a page, let the Content-Security-Policy's script-src name 'wasm-unsafe-eval'.",
    cause,
  });
}
