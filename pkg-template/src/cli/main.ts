#!/usr/bin/env node
// The command: hands arguments, environment and the Node host to the core, and exits with the code it returns.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIdentityCenterError } from '../errors.js';
import type { HostEvent } from '../host.js';
import { createNodeHost, type NodeHost } from '../node/host.js';
import { createHostBridge } from '../wasm/bridge.js';
import * as whole from '../wasm/cli_glue.js';
import * as fromFiles from '../wasm/from_files_glue.js';
import { createTerminalBridge } from '../wasm/terminal_bridge.js';
import { createStandardError } from './output.js';
import { type CommandTerminal, createTerminal } from './terminal.js';

/** As the AWS CLI: 255 is every error without a code of its own. */
const GENERAL_ERROR = 255;
/** Commands that `src/cli/from_files.rs` knows. */
const MOSTLY_FROM_FILES = ['export-credentials', 'get', 'list-profiles'];

const stderr = createStandardError();

async function main(): Promise<number> {
  const stop = new AbortController();
  const host = createNodeHost({ signal: stop.signal, onEvent: report });
  const terminal = createTerminal({ stop, host, stderr });
  try {
    return terminal.exitCode(await run(host, terminal));
  } finally {
    await terminal.close();
    host.close();
  }
}

async function run(host: NodeHost, terminal: CommandTerminal): Promise<number> {
  const commandLine = process.argv.slice(2);
  const environment = Object.entries(process.env).flatMap(([name, value]) => [name, value ?? '']);
  const isDebug = commandLine.includes('--debug');
  // A guess that saves or costs some milliseconds; whether files are all it takes is the core's to say.
  if (commandLine.some((word) => MOSTLY_FROM_FILES.includes(word)) && !isDebug) {
    const panicked = load(fromFiles, 'from_files.wasm');
    const finished = fromFiles.runFromFiles(
      createHostBridge(host, false),
      createTerminalBridge(terminal),
      commandLine,
      environment,
    );
    const code = await Promise.race([finished, panicked]);
    if (code !== undefined) return code;
  }
  const panicked = load(whole, 'cli.wasm');
  const ports = isDebug ? (await import('./trace.js')).traceFiles(host, tell) : host;
  const finished = whole.run(
    createHostBridge(ports, isDebug),
    createTerminalBridge(terminal),
    commandLine,
    environment,
  );
  return Promise.race([finished, panicked]);
}

/** Starts a wasm, and resolves only if it panics. */
function load(glue: typeof whole | typeof fromFiles, wasm: string): Promise<number> {
  glue.initSync({ module: new WebAssembly.Module(readFileSync(join(import.meta.dirname, wasm))) });
  return new Promise((resolve) => glue.onPanic(() => resolve(GENERAL_ERROR)));
}

/** What is said beside the results is worth no failure of its own. */
function say(text: string): void {
  stderr.print(text).catch(() => undefined);
}

/** A step, for `--debug`. Names from files may hold what acts on a terminal. */
function tell(text: string): void {
  const harmless = text.replace(/\p{Cc}|\p{Cf}/gu, '?');
  say(`${new Date().toISOString()} ${harmless}\n`);
}

/** What flows tell along the way; results are the core's to print. */
function report(event: HostEvent): void {
  if (event.type === 'trace') tell(event.text);
  if (event.type === 'warning') {
    const help = event.help === undefined ? '' : `\n${event.help}`;
    say(`\naws-sso-wasm: [WARNING]: ${event.message}${help}\n`);
  }
}

// A wait that nothing can end any more must not pass for success.
process.exitCode = GENERAL_ERROR;
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // Not the error itself: what a foreign error says may hold anything.
    const reason = isIdentityCenterError(error) ? error.message : 'The program could not start.';
    say(`\naws-sso-wasm: [ERROR]: ${reason}\n`);
    process.exit(GENERAL_ERROR);
  },
);
