// A case of tests/corpus as its file has it; README.md there says what the members mean.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Disk } from './disk.js';

const FOLDER = fileURLToPath(new URL('../../corpus/', import.meta.url));

/** A file before or after: its text, its lines, or something that is no text. */
export type CaseFile =
  | string
  | readonly string[]
  | { readonly json: unknown; readonly mode?: string }
  | { readonly text: string | readonly string[]; readonly mode?: string }
  | { readonly hex: string }
  | { readonly repeat: string; readonly times: number }
  | { readonly folder: true; readonly mode?: string }
  | { readonly link: string };

/** Files by their paths below the home folder; `null` is a file that is not there. */
export type CaseFiles = Readonly<Record<string, CaseFile | null>>;

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

export interface Exchange {
  readonly request: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly answer: string | Answer;
  readonly times?: number;
}

export interface Redirect {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly query?: string;
  readonly page: string;
}

export interface Case {
  readonly about: string;
  readonly only?: { readonly ring: 'native' | 'package'; readonly because: string };
  readonly machine?: string;
  readonly files?: CaseFiles;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly clock?: number;
  readonly command: readonly string[];
  readonly input?: readonly string[];
  readonly exchanges?: readonly Exchange[];
  readonly order?: 'any';
  readonly browser?: readonly Redirect[];
  readonly interrupt?: string | number;
  readonly user?: 'nobody';
  readonly disk?: Disk;
  readonly output?: string;
  readonly code: number;
  readonly stdout?: string | readonly string[];
  readonly stderr?: string | readonly string[];
  readonly after?: CaseFiles;
}

interface Machine {
  readonly on?: string;
  readonly files: CaseFiles;
}

/** What the cases share. */
export const ANSWERS: Readonly<Record<string, Answer>> = Object(read('answers.json'));
/** The texts behind the names of cache files. */
export const NAMES: Readonly<Record<string, string>> = Object(read('names.json'));
/** The texts that several cases have. */
export const TEXTS: Readonly<Record<string, string>> = texts();
/** The names of the faults of the network. */
export const FAULTS: readonly string[] = Object.keys(Object(read('faults.json')));

/** All cases by name, sorted: `topic/case`, or `topic/case: variant`. The native ring refuses members that a case cannot have. */
export function readCases(): ReadonlyMap<string, Case> {
  const cases = new Map<string, Case>();
  for (const file of readdirSync(join(FOLDER, 'cases'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json')) continue;
    const name = file.replace(/\.json$/, '').replaceAll('\\', '/');
    const { variants, ...members }: Case & { readonly variants?: Record<string, Partial<Case>> } =
      Object(read(`cases/${file}`));
    if (variants === undefined) cases.set(name, members);
    for (const [variant, own] of Object.entries(variants ?? {})) {
      cases.set(`${name}: ${variant}`, { ...members, ...own });
    }
  }
  return new Map([...cases].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The files that a case starts with. */
export function filesOf({ machine, files = {} }: Case): CaseFiles {
  return { ...(machine === undefined ? {} : machineFiles(machine)), ...files };
}

/** A text, or lines that each end with a line end. */
export function textOf(text: string | readonly string[] | undefined): string {
  if (text === undefined || typeof text === 'string') return text ?? '';
  return text.map((line) => `${line}\n`).join('');
}

function texts(): Record<string, string> {
  const lines: Readonly<Record<string, readonly string[]>> = Object(read('texts.json'));
  return Object.fromEntries(Object.entries(lines).map(([name, text]) => [name, text.join('\n')]));
}

function machineFiles(name: string): CaseFiles {
  const { on, files }: Machine = Object(read(`machines/${name}.json`));
  return { ...(on === undefined ? {} : machineFiles(on)), ...files };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}
