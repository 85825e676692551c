// Loaded before a command: leaves the linear memory of its core, and what a diagnostic report would tell of the process, in the
// folder RECORDS when it ends.

import { writeFileSync } from 'node:fs';
import { watchCores } from './core_memory.js';

const folder = process.env['RECORDS'];
if (folder !== undefined) {
  process.on('exit', () => {
    const report = JSON.stringify(process.report.getReport());
    writeFileSync(`${folder}/report-${process.pid}`, report);
  });
  watchCores((read) => {
    process.on('exit', () => writeFileSync(`${folder}/memory-${process.pid}`, read()));
  });
}
