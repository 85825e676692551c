/** The files of the page: an exact list, so that no path that a request brings ever becomes a path of the disk. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

interface Asset {
  /** Below the package's folder. */
  readonly file: string;
  readonly type: string;
}

/** The page, which stands at several paths. */
const PAGE: Asset = { file: 'www/index.html', type: 'text/html; charset=utf-8' };

const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['/main.js', { file: 'www/main.js', type: 'text/javascript; charset=utf-8' }],
  ['/style.css', { file: 'www/style.css', type: 'text/css; charset=utf-8' }],
  ['/icon.svg', { file: 'www/icon.svg', type: 'image/svg+xml' }],
  ['/core.wasm', { file: 'core.wasm', type: 'application/wasm' }],
]);

/** A file as it is now. */
export interface LoadedAsset {
  readonly type: string;
  readonly body: Uint8Array;
  /** Says whether a browser's copy is still the same. */
  readonly etag: string;
}

/** Whether one of the files stands at this path. */
export function isAsset(path: string): boolean {
  return ASSETS.has(path);
}

/** The file at a path of {@link isAsset}; `undefined` if the package is without it. */
export async function loadAsset(path: string): Promise<LoadedAsset | undefined> {
  const asset = ASSETS.get(path);
  return asset && load(asset);
}

/** The page; `undefined` if the package is without it. */
export async function loadPage(): Promise<LoadedAsset | undefined> {
  return load(PAGE);
}

async function load({ file, type }: Asset): Promise<LoadedAsset | undefined> {
  const body = await readFile(new URL(`../../${file}`, import.meta.url)).catch(() => undefined);
  if (body === undefined) return undefined;
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { type, body, etag };
}
