// A person's desk for one test: a terminal with a shell in it, a home of their own, and a sandbox to sign in to.
//
// The terminal is a pseudo-terminal, and what comes out of it is drawn by xterm.js: so a test sees the screen that the person
// sees, and not the bytes that make it.

import { equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { createSandbox, listen, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';
import { noPseudoTerminal, openPseudoTerminal, type PseudoTerminal } from '../pseudo_terminal.js';
import { temporaryFolder } from '../temporary_folder.js';

const BIN = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const PATIENCE_MILLISECONDS = 20_000;
const TICK_MILLISECONDS = 15;
const SETTLED_MILLISECONDS = 150;

/** Opens the page and follows where it leads. */
const BROWSER = '#!/usr/bin/env node\nawait fetch(process.argv[2]);\n';

/** What may lie in ~/.aws when no command runs: no lock, no half-written file. */
const TIDY = /^(config|credentials|(sso|cli)(\/cache(\/[0-9a-f]{40}\.json)?)?)$/;

export const START_URL = 'https://d-1234567890.awsapps.com/start';

/** The session `work` as the sandbox has it. */
export const SESSION = `[sso-session work]
sso_start_url = ${START_URL}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;

/** For the options of a test that needs a desk. */
export const atDesk = {
  skip: noPseudoTerminal || (spawnSync('bash', ['--version']).status !== 0 && 'There is no bash.'),
  timeout: 120_000,
};

/** What is on the desk. */
export interface DeskOptions {
  /** What the sandbox is like; it approves every sign-in unless told. */
  readonly sandbox?: SandboxOptions;
  /** What ~/.aws/config holds; there is none unless told. */
  readonly config?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Variables beside those that the desk needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether a browser opens, as it does unless told. */
  readonly browser?: boolean;
}

export class Desk {
  readonly sandbox: Sandbox;
  /** Where the sandbox listens. */
  readonly url: string;
  readonly home: string;
  /** The variables of the shell. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #terminal: PseudoTerminal;
  readonly #display: xterm.Terminal;
  #drawn = 0;
  /** How many lines the shell was given; its prompt counts them too. */
  #commands = 0;

  private constructor(
    sandbox: Sandbox,
    url: string,
    home: string,
    environment: Readonly<Record<string, string>>,
    terminal: PseudoTerminal,
    display: xterm.Terminal,
  ) {
    this.sandbox = sandbox;
    this.url = url;
    this.home = home;
    this.environment = environment;
    this.#terminal = terminal;
    this.#display = display;
  }

  static async open(t: TestContext, options: DeskOptions = {}): Promise<Desk> {
    const { columns = 100, rows = 30, browser = true } = options;
    const sandbox = createSandbox({ consent: 'approve', ...options.sandbox });
    const server = await listen(sandbox);
    t.after(() => server.close());
    const home = await temporaryFolder(t);
    await writeFile(join(home, 'browser'), BROWSER);
    await chmod(join(home, 'browser'), 0o700);
    if (options.config !== undefined) {
      await mkdir(join(home, '.aws'));
      await writeFile(join(home, '.aws/config'), options.config);
    }
    const shell = 'exec bash --norc --noprofile -i';
    const environment = {
      PATH: `${BIN}${delimiter}${process.env['PATH']}`,
      HOME: home,
      HISTFILE: '/dev/null',
      LANG: 'C.UTF-8',
      PS1: '[\\#:$?] $ ',
      BROWSER: browser ? join(home, 'browser') : 'true',
      ...server.environment,
      ...options.environment,
    };
    const line = `stty cols ${columns} rows ${rows}; tty; ${shell}`;
    const terminal = openPseudoTerminal(t, line, environment);
    const display = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    // A terminal answers the programs that ask it what it is.
    display.onData((answer) => terminal.type(answer));
    const desk = new Desk(sandbox, server.url, home, environment, terminal, display);
    await desk.#prompt();
    return desk;
  }

  /** Everything that came out of the terminal so far, as bytes to draw. */
  get output(): string {
    return this.#terminal.screen();
  }

  /** Presses these keys. */
  type(keys: string): void {
    this.#terminal.type(keys);
  }

  /** Clears the screen and gives this line to the shell. */
  run(line: string): void {
    this.#commands += 1;
    this.type(`clear; ${line}\r`);
  }

  /** Waits until the shell is back; the exit code of what ran in it. */
  async exit(): Promise<number> {
    return this.#prompt();
  }

  /** Runs a line and returns what it leaves on the screen. */
  async tell(line: string): Promise<string> {
    this.run(line);
    await this.exit();
    return this.before();
  }

  /** What is on the screen and above it, wrapped lines whole, without the blanks at the end. */
  async text(): Promise<string> {
    await this.#draw();
    const { active } = this.#display.buffer;
    const lines: string[] = [];
    for (let row = 0; row < active.length; row += 1) {
      const line = active.getLine(row);
      const begun = line?.isWrapped === true ? (lines.pop() ?? '') : '';
      lines.push(begun + (line?.translateToString() ?? ''));
    }
    return lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** {@link text} without the shell's prompt at its end. */
  async before(): Promise<string> {
    return (await this.text()).replace(/\n?.*$/, '').trimEnd();
  }

  /** The lines of the screen as they are. */
  async rows(): Promise<readonly string[]> {
    await this.#draw();
    const { active } = this.#display.buffer;
    return Array.from(
      { length: this.#display.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  /** Where the cursor is, counted from 0. */
  async cursor(): Promise<{ readonly row: number; readonly column: number }> {
    await this.#draw();
    const { cursorY, cursorX } = this.#display.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** Waits until the text shows this. */
  async shows(what: string | RegExp): Promise<void> {
    await this.#until(
      (text) => (typeof what === 'string' ? text.includes(what) : what.test(text)),
      String(what),
    );
  }

  /** Waits until nothing more is drawn. */
  async settles(): Promise<void> {
    for (let length = -1; length !== this.output.length;) {
      length = this.output.length;
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));
    }
  }

  /** Waits until the text ends with this question, and answers it with these keys. */
  async answer(question: string, keys: string): Promise<void> {
    await this.#until((text) => text.endsWith(question), question);
    this.type(keys);
  }

  /** Decides on the sign-in whose address is on the screen, in a browser elsewhere; the address that it ends at. */
  async decide(decision: 'approve' | 'deny'): Promise<string> {
    const address = /^http\S+\/authorize\?\S+$/m.exec(await this.text())?.[0] ?? '';
    const body = new URLSearchParams({ decision });
    const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  }

  /** Makes the terminal's window this big. */
  resize(columns: number, rows: number): void {
    const device = /\/dev\/\S+/.exec(this.output)?.[0] ?? '';
    const size = ['cols', String(columns), 'rows', String(rows)];
    equal(spawnSync('stty', ['-F', device, ...size], { stdio: 'ignore' }).status, 0);
    this.#display.resize(columns, rows);
  }

  /** Asserts that nothing was left behind: in the terminal, or in ~/.aws. */
  async isTidy(): Promise<void> {
    await this.isTidyTerminal();
    for (const file of await this.files()) match(file, TIDY);
  }

  /** Asserts that the terminal is as a shell needs it. */
  async isTidyTerminal(): Promise<void> {
    const modes = await this.tell('stty -a');
    for (const mode of ['icanon', 'echo', 'isig', 'iexten', 'icrnl', 'opost']) {
      match(modes, new RegExp(`(^|\\s)${mode}(\\s|;|$)`, 'm'), modes);
    }
    const { output } = this;
    ok(output.lastIndexOf('\x1b[?25h') >= output.lastIndexOf('\x1b[?25l'), 'The cursor is hidden.');
  }

  /** The files and folders in ~/.aws. */
  async files(): Promise<readonly string[]> {
    return readdir(join(this.home, '.aws'), { recursive: true }).catch(() => []);
  }

  /** What ~/.aws/config holds; empty if there is none. */
  async config(): Promise<string> {
    return readFile(join(this.home, '.aws/config'), 'utf8').catch(() => '');
  }

  /** Waits for the prompt after the last line, and returns the exit code in it. */
  async #prompt(): Promise<number> {
    const prompt = new RegExp(`^\\[${this.#commands + 1}:(\\d+)\\] \\$$`, 'm');
    const text = await this.#until((shown) => prompt.test(shown), String(prompt));
    return Number(prompt.exec(text)?.[1]);
  }

  async #until(is: (text: string) => boolean, what: string): Promise<string> {
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const text = await this.text();
      if (is(text)) return text;
      if (performance.now() > deadline) {
        throw new Error(`The screen does not come to show ${what}, but:\n${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MILLISECONDS));
    }
  }

  async #draw(): Promise<void> {
    const fresh = this.output.slice(this.#drawn);
    this.#drawn += fresh.length;
    await new Promise<void>((resolve) => this.#display.write(fresh, resolve));
  }
}
