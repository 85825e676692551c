// The home folder of a case: its files before, and what has become of them.

import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type CaseFile, type CaseFiles, textOf } from './case.js';
import { type Facts, fill, fits, unquoted } from './template.js';

const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;

/** What lies at a path: bytes as Latin-1, or what is no file. */
interface Found {
  readonly content: string;
  readonly mode: number;
}

/** Makes the files below `home`; the owner is whoever is given. */
export function makeFiles(home: string, files: CaseFiles, facts: Facts, owner?: number): void {
  const modes: (() => void)[] = [];
  for (const [name, file] of Object.entries(files)) {
    if (file === null) continue;
    const path = join(home, fill(name, facts));
    mkdirSync(dirname(path), { recursive: true, mode: NEW_FOLDER_MODE });
    make(path, file, facts);
    const mode = modeOf(file);
    if (mode !== undefined) modes.push(() => chmodSync(path, mode));
  }
  if (owner !== undefined) {
    chownSync(home, owner, owner);
    for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      chownSync(join(home, name), owner, owner);
    }
  }
  // Last, since a mode may keep its own files from being made.
  for (const apply of modes) apply();
}

function modeOf(file: CaseFile): number | undefined {
  const mode = typeof file === 'object' && 'mode' in file ? file.mode : undefined;
  return mode === undefined ? undefined : parseInt(mode, 8);
}

function make(path: string, file: CaseFile, facts: Facts): void {
  if (typeof file === 'object' && 'folder' in file) mkdirSync(path, { recursive: true });
  else if (typeof file === 'object' && 'link' in file) symlinkSync(fill(file.link, facts), path);
  else {
    const { content, isText } = contentOf(file);
    const bytes = isText ? Buffer.from(fill(content, facts)) : Buffer.from(content, 'latin1');
    writeFileSync(path, bytes, { mode: NEW_FILE_MODE });
  }
}

function contentOf(file: CaseFile): { readonly content: string; readonly isText: boolean } {
  if (typeof file === 'string' || file instanceof Array) {
    return { content: textOf(file), isText: true };
  }
  if ('json' in file) return { content: unquoted(pythonJson(file.json)), isText: true };
  if ('text' in file) return { content: textOf(file.text), isText: true };
  if ('repeat' in file) return { content: file.repeat.repeat(file.times), isText: true };
  if ('hex' in file) {
    return { content: Buffer.from(file.hex, 'hex').toString('latin1'), isText: false };
  }
  if ('link' in file) return { content: `link to ${file.link}`, isText: true };
  return { content: 'folder', isText: false };
}

/** Everything below `home` but folders on the way to something. */
export function findFiles(home: string): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const path = join(home, name);
    const stats = lstatSync(path);
    const mode = stats.mode & 0o777;
    if (stats.isSymbolicLink()) found.set(name, { content: `link to ${readlinkSync(path)}`, mode });
    else if (stats.isFile()) found.set(name, { content: readFileSync(path, 'latin1'), mode });
    else if (!stats.isDirectory()) found.set(name, { content: 'special', mode });
    else if (readdirSync(path).length === 0) found.set(name, { content: 'folder', mode });
  }
  return found;
}

/** What has become of the files, where it is not what was to become of them. */
export function* wrongFiles(
  before: ReadonlyMap<string, Found>,
  after: ReadonlyMap<string, Found>,
  changes: CaseFiles,
  facts: Facts,
): Generator<string> {
  const expected = new Map<string, CaseFile | null>();
  for (const [name, file] of Object.entries(changes)) expected.set(fill(name, facts), file);
  for (const [name, { content, mode }] of after) {
    const change = expected.get(name);
    const old = before.get(name);
    if (change === undefined && old === undefined) {
      // The folders that a command makes on its way to a file that it then does not write.
      if (content !== 'folder') yield `${name} is new: ${content}`;
      continue;
    }
    if (change === null) yield `${name} is still there.`;
    else if (change === undefined) {
      if (content !== old?.content) yield `${name} has changed to ${content}`;
    } else if (!isContent(change, content, facts)) {
      yield `${name} is not as expected.\n--- expected\n${contentOf(change).content}\n--- actual\n${content}`;
    }
    const expectedMode = modeOf(change ?? '') ?? old?.mode ?? NEW_FILE_MODE;
    if (mode !== expectedMode) yield `${name} has mode ${mode.toString(8)}.`;
  }
  for (const name of before.keys()) {
    if (!after.has(name) && expected.get(name) !== null) yield `${name} is gone.`;
  }
  for (const [name, file] of expected) {
    if (file !== null && !after.has(name)) yield `${name} was not written.`;
  }
}

function isContent(file: CaseFile, actual: string, facts: Facts): boolean {
  const { content, isText } = contentOf(file);
  if (!isText) return content === actual;
  return fits(content, Buffer.from(actual, 'latin1').toString('utf8'), facts);
}

/** JSON as Python's `json.dumps` writes it: blanks behind commas and colons, ASCII only. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${pythonJson(name)}: ${pythonJson(member)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
