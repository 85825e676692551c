// Loaded before a command: leaves the linear memory of its core, and what a diagnostic report would tell of the process, in the
// folder RECORDS when it ends.

import { writeFileSync } from 'node:fs';

const folder = process.env['RECORDS'];
const namespace: unknown = Reflect.get(globalThis, 'WebAssembly');
const Instance: unknown = Reflect.get(Object(namespace), 'Instance');
if (folder !== undefined) {
  process.on('exit', () => {
    const report = JSON.stringify(process.report.getReport());
    writeFileSync(`${folder}/report-${process.pid}`, report);
  });
}
if (folder !== undefined && typeof Instance === 'function') {
  const Kept = new Proxy(Instance, {
    construct(target, given, newTarget): object {
      const instance = Object(Reflect.construct(target, given, newTarget));
      const { memory } = Object(instance.exports);
      process.on('exit', () => {
        const { buffer } = Object(memory);
        if (!(buffer instanceof ArrayBuffer)) return;
        writeFileSync(`${folder}/memory-${process.pid}`, new Uint8Array(buffer));
      });
      return instance;
    },
  });
  Reflect.set(Object(namespace), 'Instance', Kept);
}
