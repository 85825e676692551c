// Prints, as JSON, how many nanoseconds each case of src/ takes in wasm, when the engine has optimized it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What wasm-bindgen makes of src/wasm.rs. */
interface Glue {
  initSync(options: { module: Uint8Array }): void;
  names(): string[];
  Prepared: new (name: string) => { run(times: number): void; free(): void };
}

/** What is timed at once is long beside the clock's steps. */
const BATCH_MILLISECONDS = 5;
const WARM_UP_MILLISECONDS = 300;
const BATCHES = 51;

const folder = process.argv[2] ?? '.';
const glue = (await import(pathToFileURL(join(folder, 'glue.js')).href)) as Glue;
glue.initSync({ module: readFileSync(join(folder, 'glue.wasm')) });

/** How long so many runs take, in milliseconds. */
function timed(work: { run(times: number): void }, times: number): number {
  const began = performance.now();
  work.run(times);
  return performance.now() - began;
}

function nanoseconds(name: string): number {
  const work = new glue.Prepared(name);
  let times = 1;
  const until = performance.now() + WARM_UP_MILLISECONDS;
  while (performance.now() < until) {
    if (timed(work, times) < BATCH_MILLISECONDS) times *= 2;
  }
  const batches = Array.from({ length: BATCHES }, () => timed(work, times)).sort((a, b) => a - b);
  work.free();
  return ((batches[Math.floor(BATCHES / 2)] ?? NaN) / times) * 1e6;
}

console.log(JSON.stringify(Object.fromEntries(glue.names().map((it) => [it, nanoseconds(it)]))));
