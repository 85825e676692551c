// Loaded before a program: ends it with SIGKILL at the Nth call that changes something below a folder, so that each boundary
// between two calls is met exactly, whichever thread the call would have run in.
//
// DIE_BELOW is the folder; DIE_AT the number of the call, from 1; DIE_HOW "before" it, "half" of what it writes written, or
// "after" it; DIE_NOTE a file that takes the names of the calls.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Call = (...words: unknown[]) => unknown;
type Concerns = (first: unknown, second: unknown) => boolean;

const below = process.env['DIE_BELOW'] ?? '';
const at = Number(process.env['DIE_AT']);
const how = process.env['DIE_HOW'];
const note = process.env['DIE_NOTE'] ?? '';
const append = fs.appendFileSync;
const descriptors = new Set<unknown>();
let calls = 0;

for (const name of ['unlinkSync', 'mkdirSync', 'utimesSync']) step(fs, name, isBelow);
for (const name of ['rename', 'unlink', 'mkdir']) step(fs.promises, name, isBelow);
for (const name of ['writeFileSync', 'closeSync']) step(fs, name, (word) => descriptors.has(word));
step(fs, 'openSync', createsBelow);
step(fs.promises, 'open', createsBelow);
onResult(fs, 'openSync', createsBelow, (file) => descriptors.add(file));
// Also of a folder, which is opened only to have it written to the disk.
onResult(fs.promises, 'open', isBelow, (handle) => {
  for (const name of ['chmod', 'chown', 'writeFile', 'sync', 'close']) {
    step(Object(handle), name, () => true);
  }
});
syncBuiltinESMExports();

function isBelow(path: unknown): boolean {
  return typeof path === 'string' && path.startsWith(below);
}

function createsBelow(path: unknown, flags: unknown): boolean {
  return isBelow(path) && flags === 'wx';
}

function step(owner: object, name: string, concerns: Concerns): void {
  const original = Reflect.get(owner, name) as Call;
  Reflect.set(owner, name, function (this: unknown, ...words: unknown[]): unknown {
    const call = (...given: unknown[]): unknown => Reflect.apply(original, this, given);
    if (!concerns(words[0], words[1])) return call(...words);
    calls += 1;
    if (note !== '') append(note, `${name}\n`);
    if (calls !== at) return call(...words);
    if (how === 'before') die();
    const isHalf = how === 'half' && name.startsWith('writeFile');
    return andThen(call(...(isHalf ? words.map(halve) : words)), die);
  });
}

function onResult(
  owner: object,
  name: string,
  concerns: Concerns,
  use: (result: unknown) => unknown,
): void {
  const original = Reflect.get(owner, name) as Call;
  Reflect.set(owner, name, function (this: unknown, ...words: unknown[]): unknown {
    const result = Reflect.apply(original, this, words);
    return concerns(words[0], words[1]) ? andThen(result, use) : result;
  });
}

function andThen(result: unknown, next: (value: unknown) => unknown): unknown {
  if (result instanceof Promise) {
    return result.then((value: unknown) => {
      next(value);
      return value;
    });
  }
  next(result);
  return result;
}

function halve(word: unknown): unknown {
  if (typeof word === 'string') return word.slice(0, word.length >> 1);
  return word instanceof Uint8Array ? word.subarray(0, word.length >> 1) : word;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
