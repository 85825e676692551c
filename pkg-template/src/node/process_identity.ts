// Which process this is, told so that another one can find out whether it still runs. A number alone is not enough:
// it is given to the next process, and means another one in every container.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './file_error.js';
import { randomHex } from './random.js';

/** A process among all that may share a folder. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine since its last start, and on Linux the PID namespace; empty if that cannot be told. */
  readonly machine: string;
  /** When the process started, in the system's own unit; empty if that cannot be told. */
  readonly start: string;
}

/** The process that runs this code. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, machine: thisMachine(), start: startOf(process.pid) };
}

/** Whether that process still runs; `unknown` if it belongs to another machine or container. */
export function stateOf(identity: ProcessIdentity): 'running' | 'ended' | 'unknown' {
  if (identity.machine === '' || identity.machine !== thisMachine()) return 'unknown';
  if (!isAlive(identity.pid)) return 'ended';
  const start = startOf(identity.pid);
  return start !== '' && identity.start !== '' && start !== identity.start ? 'ended' : 'running';
}

/** Whether a process of that number runs here, be it somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/** Eight hexadecimal digits for this machine, for file names; another machine or container nearly always has others (FNV-1a). */
export function machineTag(): string {
  let hash = 0x811c9dc5;
  // Who cannot be told apart from others has a tag that nobody has twice.
  for (const byte of Buffer.from(thisMachine() || randomHex(16))) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function thisMachine(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function startOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): the second field, the name, may hold blanks and parentheses; starttime is the 22nd.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
