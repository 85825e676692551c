// Whether this process may use its terminal: the system stops one in the background that tries to change it.

import { readFileSync } from 'node:fs';

/** Whether the process is in the foreground of its terminal; taken for granted where the system does not tell. */
export function isInForeground(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const line = readFileSync('/proc/self/stat', 'utf8');
    // proc_pid_stat(5): after the name, which may hold anything, come state, ppid, pgrp, session, tty_nr and tpgid.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
