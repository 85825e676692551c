// node inline.mjs FROM.wasm TO.js TO.d.ts: the wasm, deflated and in base64, as what the module TO exports.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const [from, module, types] = process.argv.slice(2);
const data = deflateRawSync(readFileSync(from), { level: 9 }).toString('base64');
mkdirSync(dirname(module), { recursive: true });
writeFileSync(module, `export const data = '${data}';\n`);
writeFileSync(types, 'export declare const data: string;\n');
