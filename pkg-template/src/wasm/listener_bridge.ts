// The listener for the redirect in the form the core calls it; see `src/wasm/listener.rs`.

import type { Listener, RedirectPage } from '../host.js';
import { bridged } from './bridge.js';

/** The listener in the form the core calls it. */
export interface ListenerBridge {
  readonly port: number;
  next(milliseconds: number): Promise<{ id: number; url: string; pasted: boolean }>;
  answer(id: number, page: string, detail: string): void;
  close(): void;
}

/** The bridge over `listener`. */
export function createListenerBridge(listener: Listener): ListenerBridge {
  return {
    port: listener.port,
    next: (milliseconds) => bridged(() => listener.next(milliseconds)),
    answer: (id, page, detail) => listener.answer(id, page as RedirectPage, detail),
    close: () => listener.close(),
  };
}
