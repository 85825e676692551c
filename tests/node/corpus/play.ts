// One case, played with the packed and installed command in a process of its own, and judged.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free_port.js';
import { browse, noteAuthorization } from './browser.js';
import { type Case, filesOf, NAMES, TEXTS, textOf } from './case.js';
import { diskPrefix } from './disk.js';
import { findFiles, makeFiles, wrongFiles } from './home.js';
import { startServices } from './services.js';
import { type Facts, fill, fits } from './template.js';

/** The command as npm links it. */
export const BIN = fileURLToPath(
  new URL('../../../node_modules/.bin/aws-sso-wasm', import.meta.url),
);
const RECORDER = new URL('compiled_modules.js', import.meta.url).href;
/** Whom the modes of files concern. */
export const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
/** Longer than any case takes. */
const LIMIT_MILLISECONDS = 90_000;
/** A step of `--debug`; nothing else has milliseconds in its time. */
const TRACE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [^\n]*\n/g;

/** What a run came to. */
export interface Played {
  /** What was not as the case says. */
  readonly problems: readonly string[];
  /** The SHA-256 of every WebAssembly module that was compiled. */
  readonly modules: readonly string[];
}

/** Plays the case; `isTraced` adds `--debug`. */
export async function play(played: Case, isTraced: boolean): Promise<Played> {
  const home = mkdtempSync(join(tmpdir(), 'aws-sso-wasm-corpus-'));
  try {
    return await playAt(home, played, isTraced);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function playAt(home: string, played: Case, isTraced: boolean): Promise<Played> {
  const offset = (played.clock ?? 0) * 1000;
  const start = Date.now() - offset;
  const facts: Facts = {
    start,
    end: start,
    words: new Map([['home', home]]),
    hashed: NAMES,
    texts: TEXTS,
  };
  let child: ChildProcess | undefined;
  const services = await startServices(played, facts, () => child?.kill('SIGINT'));
  if (played.command.includes('{redirect-port}')) {
    facts.words.set('redirect-port', String(await freePort()));
  }
  const asNobody = played.user === 'nobody' && isRoot;
  makeFiles(home, filesOf(played), facts, asNobody ? NOBODY : undefined);
  const before = findFiles(home);

  const words = [...played.command, ...(isTraced ? ['--debug'] : [])];
  const line = [process.execPath, '--import', RECORDER, BIN, ...words.map((w) => fill(w, facts))];
  const [program = '', ...args] = [...diskPrefix(played.disk), ...line];
  const output = played.output === undefined ? 'pipe' : openSync(played.output, 'w');
  child = spawn(program, args, {
    cwd: '/',
    env: environmentOf(played, home, facts),
    stdio: ['pipe', output, 'pipe', 'pipe'],
    timeout: LIMIT_MILLISECONDS,
    killSignal: 'SIGKILL',
    ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const told = await converse(child, played, facts);
  if (typeof output === 'number') closeSync(output);
  services.close();
  facts.end = Date.now() - offset;

  const problems = [...services.problems, ...told.problems];
  if (told.code !== played.code)
    problems.push(`The exit code is ${told.code}, not ${played.code}.`);
  const traces = told.stderr.match(TRACE) ?? [];
  const stderr = isTraced ? told.stderr.replace(TRACE, '') : told.stderr;
  if (!isTraced && traces.length > 0) problems.push('It traces without being asked to.');
  for (const [name, expected, actual] of [
    ['stdout', textOf(played.stdout), told.stdout],
    ['stderr', textOf(played.stderr), stderr],
  ] as const) {
    if (!fits(expected, actual, facts)) {
      problems.push(
        `${name} is not as expected.\n--- expected\n${expected}\n--- actual\n${actual}\n---`,
      );
    }
    problems.push(...toldSecrets(name, actual, expected));
  }
  problems.push(...toldSecrets('the trace', traces.join(''), ''));
  const hidden = [facts.words.get('state'), ...services.verifiers];
  for (const secret of hidden) {
    if (secret && told.stderr.includes(secret)) problems.push('stderr tells state or verifier.');
    if (secret && secret !== facts.words.get('state') && told.stdout.includes(secret)) {
      problems.push('stdout tells the verifier.');
    }
  }
  const url = /https?:\/\/[^\s?]+\?\S/.exec(told.stderr)?.[0];
  if (url !== undefined) problems.push(`stderr has a URL with its query: ${url}…`);
  problems.push(...services.left().map((request) => `This request did not come: ${request}`));
  problems.push(...wrongFiles(before, findFiles(home), played.after ?? {}, facts));
  return { problems, modules: told.modules.split('\n').filter((line) => line !== '') };
}

function environmentOf(played: Case, home: string, facts: Facts): Record<string, string> {
  const endpoint = 'http://127.0.0.1:{port}';
  const variables: Record<string, string | null> = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL_SSO: endpoint,
    AWS_ENDPOINT_URL_SSO_OIDC: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    ...played.environment,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === null ? [] : [[name, fill(value, facts)]],
    ),
  );
}

interface Told {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly modules: string;
  readonly problems: readonly string[];
}

// Types the answers, comes back from the browser, and interrupts, as the case has it; until the process has ended.
async function converse(child: ChildProcess, played: Case, facts: Facts): Promise<Told> {
  const texts = ['', '', '', ''];
  let authorized = (): void => undefined;
  const isAuthorized = new Promise<void>((resolve) => (authorized = resolve));
  let isInterrupted = false;

  const onText = (): void => {
    const printed = texts.slice(1, 3);
    if (noteAuthorization(printed[0] ?? '', facts)) authorized();
    const { interrupt } = played;
    if (isInterrupted || typeof interrupt !== 'string') return;
    if (printed.some((text) => text.includes(interrupt))) {
      isInterrupted = true;
      child.kill('SIGINT');
    }
  };
  if (typeof played.interrupt === 'number') {
    setTimeout(() => child.kill('SIGINT'), played.interrupt * 1000).unref();
  }
  child.stdio.forEach((stream, index) => {
    if (index === 0 || stream === null) return;
    const readable = stream as Readable;
    readable.setEncoding('utf8');
    readable.on('data', (text: string) => {
      texts[index] += text;
      onText();
    });
  });

  const type = async (): Promise<void> => {
    // A command that ends early closes the pipe.
    child.stdin?.on('error', () => undefined);
    for (const line of played.input ?? []) {
      if (line.includes('{state}')) await isAuthorized;
      child.stdin?.write(`${fill(line, facts)}\n`);
    }
    // The end of the input would be an answer, too.
    if (!played.interrupt) child.stdin?.end();
  };
  void type();
  const browsing = played.browser && isAuthorized.then(() => browse(played.browser ?? [], facts));
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'nothing'));
  });
  authorized();
  const problems = (await browsing) ?? [];
  const [, stdout = '', stderr = '', modules = ''] = texts;
  return { code, stdout, stderr, modules, problems };
}

/** In the corpus, whatever is secret starts with `secret-`. It may be shown only where the case says so. */
function toldSecrets(place: string, text: string, allowed: string): readonly string[] {
  const secrets = text.match(/secret-[A-Za-z0-9-]*/g) ?? [];
  return secrets
    .filter((secret) => !allowed.includes(secret))
    .map((secret) => `${place} tells ${secret}.`);
}
