// Loading the core: once, from where it lies or from what is given; a failure is coded and can be tried again.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs the lines as a program of its own: a core that is loaded stays so. `show(value)` prints what is returned here. */
async function program(lines: string, flags: readonly string[] = []): Promise<unknown[]> {
  const script = `
    import * as library from 'aws-sso-wasm';
    import { wasm } from 'aws-sso-wasm/inline';
    import { createSandbox } from 'aws-sso-wasm/sandbox';
    import { readFile } from 'node:fs/promises';
    const { init, createIdentityCenter } = library;
    const bytes = await readFile(new URL(import.meta.resolve('aws-sso-wasm/core.wasm')));
    const shown = [];
    const show = (value) => shown.push(value);
    const codeOf = (promise) => promise.then(() => 'done', ({ code, message, help }) => ({ code, message, help }));
    const works = async () => {
      const sandbox = createSandbox();
      const { startUrl, region } = sandbox;
      const session = createIdentityCenter({ fetch: sandbox.fetch }).session({ startUrl, region });
      return (await session.status()).signedIn === false;
    };
    ${lines}
    process.stdout.write(JSON.stringify(shown));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '--eval', script],
    { cwd: fileURLToPath(new URL('../../../', import.meta.url)), timeout: 30_000 },
  );
  const shown: unknown = JSON.parse(stdout);
  return Array.isArray(shown) ? shown : [];
}

const RETRY =
  "Tell where core.wasm lies with init(source), or use what 'aws-sso-wasm/inline' exports.";

test('it loads itself with the first call', async () => {
  deepEqual(await program('show(await works());'), [true]);
});

for (const [name, source] of Object.entries({
  'a compiled module': 'await WebAssembly.compile(bytes)',
  'its bytes': 'bytes',
  'an ArrayBuffer': 'Uint8Array.from(bytes).buffer',
  'a response, whatever its type':
    "new Response(bytes, { headers: { 'content-type': 'text/plain' } })",
  'a promise': 'Promise.resolve(bytes)',
  'a function': '() => bytes',
  'what the inline entry exports': 'wasm',
  'a file URL': "new URL(import.meta.resolve('aws-sso-wasm/core.wasm'))",
  'a URL as text': "`data:application/wasm;base64,${bytes.toString('base64')}`",
})) {
  test(`it loads from ${name}`, async () => {
    const lines = `
      globalThis.fetch = ((fetch) => (url) => String(url).startsWith('data:') ? fetch(url) : Promise.reject(new Error()))(fetch);
      await init(${source});
      show(await works());`;
    deepEqual(await program(lines), [true]);
  });
}

test('it is loaded once, from the first source, however often it is asked for', async () => {
  const lines = `
    let asked = 0;
    const source = () => { asked += 1; return bytes; };
    await Promise.all([init(source), init(source), works(), init()]);
    await init(source);
    await init('https://example.com/never-fetched.wasm');
    show(asked);`;
  deepEqual(await program(lines), [1]);
});

test('a source that fails is told, and another can be tried', async () => {
  const lines = `
    globalThis.fetch = async () => { throw new TypeError('fetch failed'); };
    show(await codeOf(init('https://example.com/core.wasm?secret')));
    globalThis.fetch = async () => new Response('<!doctype html>', { status: 404 });
    show(await codeOf(init('https://example.com/core.wasm?secret')));
    globalThis.fetch = async () => new Response('<!doctype html>');
    show(await codeOf(init('https://example.com/core.wasm?secret')));
    show(await codeOf(init(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))));
    show(await codeOf(init(new URL('file:///nowhere/core.wasm'))));
    show(await codeOf(init({})));
    show(await codeOf(init('core.wasm')));
    show(await codeOf(init(Promise.reject(new Error('No.')))));
    show(await codeOf(init(() => { throw new Error('No.'); })));
    show(await works());`;
  const shown = await program(lines);
  deepEqual(
    shown.map((value) => Object(value).code),
    [
      'ERR_NETWORK',
      'ERR_NETWORK',
      'ERR_BAD_RESPONSE',
      'ERR_BAD_RESPONSE',
      'ERR_NETWORK',
      'ERR_INVALID_ARGUMENT',
      'ERR_NETWORK',
      'ERR_NETWORK',
      'ERR_NETWORK',
      undefined,
    ],
  );
  equal(shown.at(-1), true);
  deepEqual(shown[1], {
    code: 'ERR_NETWORK',
    message: 'The file core.wasm could not be loaded: the server answered 404.',
    help: RETRY,
  });
  ok(!JSON.stringify(shown).includes('secret'));
});

test('a call that needs the core tells why it could not be loaded, and ends with its signal', async () => {
  const lines = `
    const session = createIdentityCenter().session({ startUrl: 'https://example.com', region: 'us-east-1' });
    globalThis.process.getBuiltinModule = undefined;
    globalThis.fetch = async () => { throw new TypeError('fetch failed'); };
    show(await codeOf(session.status()));
    globalThis.fetch = () => new Promise(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    show(await codeOf(session.status({ signal: stop.signal })));`;
  const shown = await program(lines);
  deepEqual(
    shown.map((value) => Object(value).code),
    ['ERR_NETWORK', 'ERR_ABORTED'],
  );
});

test('where nothing may be compiled, the sentence names what to allow', async () => {
  const lines = `
    WebAssembly.compile = async () => { throw new WebAssembly.CompileError('blocked'); };
    show(await codeOf(init(bytes)));
    delete globalThis.WebAssembly;
    show(await codeOf(init(bytes)));`;
  const [blocked, missing] = await program(lines);
  equal(Object(blocked).code, 'ERR_BAD_RESPONSE');
  equal(Object(blocked).message, 'This page does not run WebAssembly.');
  match(Object(blocked).help, /'wasm-unsafe-eval'/);
  equal(Object(missing).code, 'ERR_BAD_RESPONSE');
});

test('importing it does nothing', async () => {
  const script = `
    const refuse = () => { throw new Error('Something was done.'); };
    globalThis.fetch = refuse;
    globalThis.setTimeout = refuse;
    WebAssembly.compile = WebAssembly.instantiate = refuse;
    const before = Object.keys(globalThis).length;
    for (const entry of ['', '/browser', '/inline', '/relay']) await import('aws-sso-wasm' + entry);
    process.exitCode = Object.keys(globalThis).length - before;`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
  });
});
