// Opens a URL in the system's browser: as one argument of a program, never through a shell.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from './files.js';

/** A program with its arguments; an argument that holds `%s` gets the URL there. */
type Opener = readonly [program: string, ...args: string[]];

/** A program that ends this soon with an error has opened nothing. */
const EARLY_MILLISECONDS = 1000;
/** The `BROWSER` variable is tried first; this many entries at most. */
const MAX_BROWSERS = 10;

const MAC: readonly Opener[] = [['open', '%s']];
// Neither cmd.exe nor PowerShell, both of which would read more into a URL than a URL.
const WINDOWS: readonly Opener[] = [['rundll32.exe', 'url.dll,FileProtocolHandler', '%s']];
const LINUX: readonly Opener[] = [
  ['xdg-open', '%s'],
  ['gio', 'open', '%s'],
  ['x-www-browser', '%s'],
  ['firefox', '%s'],
  ['google-chrome', '%s'],
  ['chromium', '%s'],
];
const WSL: readonly Opener[] = [
  ['wslview', '%s'],
  ['/mnt/c/Windows/System32/rundll32.exe', 'url.dll,FileProtocolHandler', '%s'],
];

/**
 * Opens a http or https URL; whether a browser was started. Never rejects.
 *
 * `BROWSER` says which programs to try, as Python's `webbrowser` reads it: separated by colons (by semicolons on
 * Windows), with the URL in the place of `%s` or else at the end. Without it, and without a display to show one on,
 * none is.
 */
export async function openBrowser(
  url: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) return false;
  for (const opener of openersFor(environment, platform, isWsl(platform))) {
    // The text that URL made of it: without blanks, quotes and control characters.
    if (await start(opener, parsed.href, environment).catch(() => false)) return true;
  }
  return false;
}

/** The programs to try, in order. */
export function openersFor(
  environment: Environment,
  platform: NodeJS.Platform,
  isInWsl: boolean,
): readonly Opener[] {
  const chosen = chosenOpeners(environment['BROWSER'] ?? '', platform);
  if (chosen.length > 0) return chosen;
  if (platform === 'win32') return WINDOWS;
  if (platform === 'darwin') return isRemote(environment) ? [] : MAC;
  if (isInWsl) return isRemote(environment) ? [] : [...WSL, ...LINUX];
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return hasDisplay ? LINUX : [];
}

function chosenOpeners(list: string, platform: NodeJS.Platform): readonly Opener[] {
  return list
    .split(platform === 'win32' ? ';' : ':')
    .slice(0, MAX_BROWSERS)
    .flatMap((entry) => {
      // With a final & Python leaves the program alone, as is done here with every program.
      const [program, ...args] = words(entry.replace(/\s&\s*$/, ''));
      if (program === undefined) return [];
      const hasPlace = args.some((arg) => arg.includes('%s'));
      return [[program, ...args, ...(hasPlace ? [] : ['%s'])] as const];
    });
}

// Words as a shell makes them, quotes included; nothing else of a shell.
function words(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return found.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

// The browser would open on the screen of the machine, which the person is not sitting at.
function isRemote(environment: Environment): boolean {
  return Boolean(environment['SSH_CONNECTION'] || environment['SSH_TTY']);
}

function isWsl(platform: NodeJS.Platform): boolean {
  if (platform !== 'linux') return false;
  try {
    return /microsoft/i.test(readFileSync('/proc/version', 'utf8'));
  } catch {
    return false;
  }
}

async function start(
  [program, ...args]: Opener,
  url: string,
  environment: Environment,
): Promise<boolean> {
  const path = find(program, environment);
  if (path === undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(
      path,
      args.map((arg) => arg.replaceAll('%s', () => url)),
      { detached: true, stdio: 'ignore', windowsHide: true, env: { ...environment } },
    );
    const timer = setTimeout(() => resolve(true), EARLY_MILLISECONDS);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.unref();
  });
}

// Looked up here, because Windows would look into the current folder first.
function find(program: string, environment: Environment): string | undefined {
  if (/[/\\]/.test(program)) return existsSync(program) ? program : undefined;
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  const endings = process.platform === 'win32' ? ['', '.exe'] : [''];
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => endings.map((ending) => join(folder, program + ending)))
    .find((file) => existsSync(file));
}
