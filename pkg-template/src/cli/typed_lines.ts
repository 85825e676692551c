// Answers that are typed into a terminal, with the keys for editing a line that people are used to.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { aborted } from '../errors.js';
import type { Interrupt } from './interrupt.js';
import { suspend } from './suspend.js';

/** The lines that a person types. */
export interface TypedLines {
  /** Asks for one line; `undefined` if the person ends the input (Ctrl-D). Rejects with `ERR_ABORTED`. */
  ask(message: string, options: { readonly secret: boolean }): Promise<string | undefined>;
  /** Takes lines, without asking, until the signal aborts. */
  take(onLine: (line: string) => void, signal: AbortSignal): void;
}

/** Reads from the terminal, and shows there what is typed. */
export function createTypedLines(
  input: ReadStream,
  output: Writable,
  interrupt: Interrupt,
): TypedLines {
  // What was typed or pasted beyond the line that was asked for answers the next questions.
  const ahead: string[] = [];
  let begun = '';

  const open = (message: string, isSecret: boolean) => {
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const terminal = createInterface({
      input,
      output: isSecret ? silent : output,
      prompt: isSecret ? '' : message,
      terminal: true,
      historySize: 0,
      escapeCodeTimeout: 50,
    });
    let isOpen = true;
    const show = (): void => {
      // Not before the terminal has stopped to show by itself what is typed.
      if (isSecret) output.write(message);
      terminal.prompt(true);
    };
    terminal.once('close', () => (isOpen = false));
    terminal.on('SIGINT', () => interrupt.trigger());
    terminal.on('SIGTSTP', () => {
      input.setRawMode(false);
      void suspend().then(() => {
        if (!isOpen) return;
        input.setRawMode(true);
        show();
      });
    });
    show();
    if (begun !== '') terminal.write(begun);
    begun = '';
    return terminal;
  };

  return {
    async ask(message, { secret }) {
      const { signal } = interrupt;
      if (signal.aborted) throw aborted(signal.reason);
      const typed = ahead.shift();
      if (typed !== undefined) {
        output.write(`${message}${secret ? '' : typed}\n`);
        return typed;
      }
      const terminal = open(message, secret);
      let giveUp = (): void => undefined;
      try {
        return await new Promise<string | undefined>((resolve, reject) => {
          giveUp = () => reject(aborted(signal.reason));
          signal.addEventListener('abort', giveUp);
          terminal.on('line', (line) => ahead.push(line));
          const answer = (): void => resolve(ahead.shift());
          // The rest of what came in one piece is taken in before the terminal is left.
          terminal.once('line', () => setImmediate(answer));
          terminal.once('close', () => ahead.length === 0 && answer());
        });
      } finally {
        signal.removeEventListener('abort', giveUp);
        begun = secret || signal.aborted ? '' : terminal.line;
        terminal.close();
        if (secret && !signal.aborted) output.write('\n');
      }
    },
    take(onLine, signal) {
      if (signal.aborted) return;
      const terminal = open('', false);
      for (const line of ahead.splice(0)) onLine(line);
      terminal.on('line', onLine);
      const close = (): void => terminal.close();
      signal.addEventListener('abort', close, { once: true });
      // After Ctrl-D nobody pastes any more, and the browser may still come back.
      terminal.once('close', () => signal.removeEventListener('abort', close));
    },
  };
}
