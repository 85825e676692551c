// The terminal in the form the core calls it; see `src/wasm/terminal.rs`.

import type { OutputStream, Terminal } from '../host.js';
import { bridged } from './bridge.js';
import { createListenerBridge, type ListenerBridge } from './listener_bridge.js';
import { fromPairs } from './name_value_pairs.js';

/** The web console in the form the core calls it. */
export interface WebConsoleBridge {
  readonly url: string;
  readonly entryUrl: string;
  next(): Promise<{ value: number } | undefined>;
  answer(question: number, offer: string): void;
  close(): void;
}

/** The terminal in the form the core calls it. */
export interface TerminalBridge {
  print(stream: string, text: string): Promise<void>;
  prompt(message: string, secret: boolean): Promise<string | undefined>;
  select(message: string, choices: string[], isBold: boolean): Promise<{ value: number }>;
  openUrl(url: string): Promise<boolean>;
  /** `variables` are names and values in turn. */
  spawn(command: string, variables: string[]): Promise<{ status: number; stdout: Uint8Array }>;
  listen(port: number): Promise<ListenerBridge>;
  interactive(): boolean;
  trust(caBundle: string): void;
  columns(): number;
  /** JSON: an array of `FileDiagnosis`. */
  diagnose(): Promise<string>;
  mend(path: string, how: string): Promise<void>;
  serve(settings: string): Promise<WebConsoleBridge>;
  sandbox(options: string): Promise<{ value: number }>;
}

/** The bridge over `terminal`. */
export function createTerminalBridge(terminal: Terminal): TerminalBridge {
  return {
    print: (stream, text) => bridged(() => terminal.print(stream as OutputStream, text)),
    prompt: (message, secret) => bridged(() => terminal.prompt(message, { secret })),
    select: (message, choices, isBold) =>
      bridged(async () => ({ value: await terminal.select(message, choices, isBold) })),
    openUrl: (url) => bridged(() => terminal.openUrl(url)),
    spawn: (command, variables) => bridged(() => terminal.spawn(command, fromPairs(variables))),
    listen: (port) => bridged(async () => createListenerBridge(await terminal.listen(port))),
    interactive: () => terminal.interactive(),
    trust: (caBundle) => terminal.trust(caBundle),
    columns: () => terminal.columns(),
    diagnose: () => bridged(async () => JSON.stringify(await terminal.diagnose())),
    mend: (path, how) => bridged(() => terminal.mend(path, how as 'owner-only' | 'remove')),
    serve: (settings) =>
      bridged(async () => {
        const console = await terminal.serve(settings);
        return {
          url: console.url,
          entryUrl: console.entryUrl,
          next: () =>
            bridged(async () => {
              const value = await console.next();
              return value === undefined ? undefined : { value };
            }),
          answer: (question, offer) => console.answer(question, offer),
          close: () => console.close(),
        };
      }),
    sandbox: (options) => bridged(async () => ({ value: await terminal.sandbox(options) })),
  };
}
