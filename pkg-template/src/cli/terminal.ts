// The terminal of a command: where its text goes, where answers come from, and what else it needs of the machine.
//
// Questions go to standard output if that is a terminal, as with the AWS CLI, and else to standard error, so that redirected
// output holds results only.

import type { ReadStream } from 'node:tty';
import { aborted } from '../errors.js';
import type { Terminal } from '../host.js';
import type { Environment } from '../node/files.js';
import type { NodeHost } from '../node/host.js';
import type { LoopbackListener } from '../node/listener.js';
import { noChoice } from './end_of_input.js';
import { createInterrupt } from './interrupt.js';
import { createStandardError, createStandardOutput, isTerminal, type Output } from './output.js';
import type { PipedLines } from './piped_lines.js';
import type { TypedLines } from './typed_lines.js';

const DEFAULT_COLUMNS = 80;
/** How long the last page for the browser may take when the command ends. */
const LAST_PAGE_MILLISECONDS = 1000;

/** What a {@link CommandTerminal} is made from. */
export interface TerminalOptions {
  /** Aborted on Ctrl-C, and when the system asks the process to end. */
  readonly stop: AbortController;
  /** Knows where the files are, takes the certificate authorities, and leads to AWS. */
  readonly host: Pick<NodeHost, 'locations' | 'send' | 'trust'>;
  /** Environment variables; those of this process unless given. */
  readonly environment?: Environment;
  /** Standard error, if the program writes to it as well. */
  readonly stderr?: Output;
}

/** The terminal of this process. */
export interface CommandTerminal extends Terminal {
  /** The exit code of the process, given that of the command: one that was interrupted has the code of its signal. */
  exitCode(code: number): number;
  /** Leaves the terminal as it was, and lets the browser have its last page. */
  close(): Promise<void>;
}

/** Takes over the signals and the terminal of this process. */
export function createTerminal({
  stop,
  host,
  environment = process.env,
  stderr = createStandardError(),
}: TerminalOptions): CommandTerminal {
  const interrupt = createInterrupt(stop);
  const stdout = createStandardOutput();
  const asking = stdout.isTerminal() ? stdout : stderr;
  const isInteractive = (): boolean => isTerminal(0) && asking.isTerminal();
  const isTyping = (): boolean => isInteractive() && environment['TERM'] !== 'dumb';
  const listeners = new Set<LoopbackListener>();
  let piped: PipedLines | undefined;
  let typed: TypedLines | undefined;

  let touchesInput = false;
  const input = (): ReadStream => {
    touchesInput = true;
    return process.stdin;
  };
  // Whoever ends the process, the terminal must be usable after it.
  const restore = (): void => {
    if (touchesInput && process.stdin.isRaw) process.stdin.setRawMode(false);
  };
  process.on('exit', restore);

  const print: Terminal['print'] = (stream, text) => {
    if (stream === 'guidance') return (stderr.isTerminal() ? asking : stdout).print(text);
    return (stream === 'stdout' ? stdout : stderr).print(text);
  };

  const pipedLines = async (): Promise<PipedLines> => {
    const { createPipedLines } = await import('./piped_lines.js');
    piped ??= createPipedLines(input());
    return piped;
  };

  const typedLines = async (): Promise<TypedLines> => {
    const { createTypedLines } = await import('./typed_lines.js');
    typed ??= createTypedLines(input(), asking.stream(), interrupt);
    return typed;
  };

  const askPipe = async (message: string): Promise<string | undefined> => {
    await asking.print(message);
    return (await pipedLines()).next(interrupt.signal);
  };

  const pickTyping = async (
    message: string,
    choices: readonly string[],
    isBold: boolean,
  ): Promise<number> => {
    const { pick } = await import('./picker.js');
    const picked = await pick(message, choices, {
      input: input(),
      output: asking.stream(),
      signal: interrupt.signal,
      isBold,
    });
    if (typeof picked === 'number') return picked;
    if (picked === 'ended') throw noChoice();
    if (!interrupt.signal.aborted) interrupt.trigger();
    throw aborted();
  };

  const takePasted = async (listener: LoopbackListener, signal: AbortSignal): Promise<void> => {
    const paste = (line: string): void => {
      if (line.trim() !== '') listener.paste(line.trim());
    };
    if (isTyping()) {
      const { isInForeground } = await import('./foreground.js');
      if (isInForeground()) (await typedLines()).take(paste, signal);
      return;
    }
    // The answers to later questions stay where they are: only a URL is for the listener.
    const lines = await pipedLines();
    const isUrl = (line: string): boolean => /^\s*https?:\/\//i.test(line);
    for (;;) {
      const line = await lines.next(signal, isUrl).catch(() => undefined);
      if (line === undefined) return;
      paste(line);
    }
  };

  return {
    print,
    prompt: async (message, options) =>
      isTyping() ? (await typedLines()).ask(message, options) : askPipe(message),
    async select(message, choices, isBold) {
      if (interrupt.signal.aborted) throw aborted();
      if (isTyping()) return pickTyping(message, choices, isBold);
      const { chooseByNumber } = await import('./numbered_choice.js');
      return chooseByNumber(message, choices, {
        print: asking.print,
        ask: askPipe,
      });
    },
    async openUrl(url) {
      const { openBrowser } = await import('../node/browser.js');
      return openBrowser(url, environment);
    },
    async spawn(command, variables) {
      const { runShellCommand } = await import('../node/shell_command.js');
      return runShellCommand(
        command,
        { ...environment, ...variables },
        interrupt.signal,
        'inherit',
      );
    },
    async listen(port) {
      const { openListener } = await import('../node/listener.js');
      const listener = await openListener(port, interrupt.signal);
      listeners.add(listener);
      const over = new AbortController();
      void takePasted(listener, AbortSignal.any([over.signal, interrupt.signal]));
      return {
        ...listener,
        close() {
          over.abort();
          listener.close();
        },
      };
    },
    interactive: isInteractive,
    trust: host.trust,
    columns: () => asking.stream().columns || DEFAULT_COLUMNS,
    async diagnose() {
      const { diagnoseFiles } = await import('../node/diagnose.js');
      return diagnoseFiles(host.locations);
    },
    async mend(path, how) {
      const { mendFile } = await import('../node/mend.js');
      return mendFile(path, how);
    },
    async serve(settings) {
      const { openWebConsole } = await import('./serve/web_console.js');
      return openWebConsole(settings, { signal: interrupt.signal, send: host.send });
    },
    async sandbox(options) {
      const { runSandbox } = await import('../sandbox/command.js');
      return runSandbox(options, { print, signal: interrupt.signal });
    },
    exitCode: interrupt.exitCode,
    async close() {
      for (const listener of listeners) listener.close();
      const pages = Promise.all([...listeners].map(({ closed }) => closed));
      const limit = new Promise<void>((resolve) => {
        setTimeout(resolve, LAST_PAGE_MILLISECONDS).unref();
      });
      await Promise.race([pages, limit]);
      interrupt.close();
      process.off('exit', restore);
      restore();
    },
  };
}
