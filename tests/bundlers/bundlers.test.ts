// The package in the bundlers that people have: each makes a site of a small page, and a browser signs in there.

import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { createRelay, nodeListener } from 'aws-sso-wasm/relay';
import { createSandbox, listen, type SandboxServer } from 'aws-sso-wasm/sandbox';
import * as esbuild from 'esbuild';
import puppeteer, { type Browser } from 'puppeteer-core';
import { rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';
import { listen as listenOnLoopback } from '../node/server.js';

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

const page = (name: string): string => fileURLToPath(new URL(`pages/${name}.js`, import.meta.url));
const consumer = fileURLToPath(new URL('../../', import.meta.url));

/** Makes of an entry a site in a folder, whose script is `main.js`. */
type Bundler = (entry: string, folder: string) => Promise<unknown>;

const BUNDLERS: readonly (readonly [name: string, entry: string, bundle: Bundler])[] = [
  ['Vite, wasm as a file', page('wasm_as_file'), withVite],
  ['Vite, wasm inline', page('wasm_inline'), withVite],
  ['webpack, wasm as a file', page('wasm_as_file'), withWebpack],
  ['webpack, wasm inline', page('wasm_inline'), withWebpack],
  ['Rollup, wasm inline', page('wasm_inline'), withRollup],
  ['esbuild, wasm inline', page('wasm_inline'), withEsbuild],
];

function withVite(entry: string, folder: string): Promise<unknown> {
  return vite.build({
    configFile: false,
    logLevel: 'error',
    root: consumer,
    build: {
      outDir: folder,
      emptyOutDir: false,
      // A file stays a file, however small.
      assetsInlineLimit: 0,
      rollupOptions: { input: entry, output: { entryFileNames: 'main.js' } },
    },
  });
}

function withWebpack(entry: string, folder: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        context: consumer,
        entry,
        output: { path: folder, filename: 'main.js', publicPath: '/' },
        performance: { hints: false },
      },
      (error, stats) => {
        if (error !== null || stats === undefined) return reject(error ?? new Error('No result.'));
        if (!stats.hasErrors() && !stats.hasWarnings()) return resolve(undefined);
        reject(new Error(stats.toString({ all: false, errors: true, warnings: true })));
      },
    );
  });
}

async function withRollup(entry: string, folder: string): Promise<unknown> {
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve({ browser: true })],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  await bundle.write({ file: join(folder, 'main.js'), format: 'es' });
  return bundle.close();
}

function withEsbuild(entry: string, folder: string): Promise<unknown> {
  return esbuild.build({
    entryPoints: [entry],
    outfile: join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });
}

const sandbox = createSandbox({ consent: 'approve' });
let server: SandboxServer;
let browser: Browser;

before(async () => {
  server = await listen(sandbox);
  browser = await puppeteer.launch({
    executablePath: process.env['BROWSER_BINARY'] ?? 'chromium',
    headless: true,
    args: CHROMIUM_ARGUMENTS,
  });
});

after(async () => {
  await browser.close();
  await server.close();
});

for (const [name, entry, bundle] of BUNDLERS) {
  test(`${name}: the page signs in`, { timeout: 120_000 }, async (t) => {
    const folder = await mkdtemp(join(consumer, 'site-'));
    t.after(() => rm(folder, { recursive: true }));
    await bundle(entry, folder);
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><title>Console</title><script type="module" src="/main.js"></script><body></body>',
    );
    const { said, wasmFiles } = await report(await serve(t, folder));
    deepEqual(said, { signedIn: true, accounts: sandbox.accounts.length });
    equal(wasmFiles, name.endsWith('inline') ? 0 : 1);
  });
}

/** Serves the site with the relay beside it, as a console's own server does; returns its address. */
async function serve(t: TestContext, folder: string): Promise<string> {
  const endpoints = { ssoOidc: server.url, sso: server.url };
  const relay = nodeListener(createRelay({ endpoints }));
  const site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (path.startsWith('/idc/')) return void relay(request, response);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (bytes) => {
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, {
          'Content-Type': type,
          'Content-Security-Policy':
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
        });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  return `http://127.0.0.1:${await listenOnLoopback(t, site)}/?sandbox=${server.url}`;
}

/** What the page says in the end, and how many files of wasm it fetched on the way. */
async function report(url: string): Promise<{ said: unknown; wasmFiles: number }> {
  const tab = await browser.newPage();
  const complaints: string[] = [];
  let wasmFiles = 0;
  tab.on('pageerror', (error) => complaints.push(String(error)));
  // A poll that comes too early is answered with 400 (RFC 8628 section 3.5), which Chromium writes to its console.
  tab.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  tab.on('request', (request) => {
    if (request.url().endsWith('.wasm')) wasmFiles += 1;
  });
  try {
    await tab.goto(url);
    await tab.waitForFunction('document.body.textContent.startsWith("{")', { timeout: 60_000 });
    const text = await tab.evaluate('document.body.textContent');
    deepEqual(complaints, []);
    return { said: JSON.parse(String(text)), wasmFiles };
  } catch (cause) {
    throw new Error(`The page said: ${complaints.join('; ')}`, { cause });
  } finally {
    await tab.close();
  }
}
