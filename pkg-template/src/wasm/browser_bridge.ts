// The person's browser in the form the core calls it; see `src/wasm/browser_sign_in.rs`.

import type { Listener } from '../host.js';
import { bridged, type Remember } from './bridge.js';
import { createListenerBridge, type ListenerBridge } from './listener_bridge.js';

/** The browser in the form the core calls it. */
export interface BrowserBridge {
  /** Whether there is a way to show the person a device code. */
  readonly showsCodes: boolean;
  listen(port: number): Promise<ListenerBridge>;
  /** Whether the person was sent to the URL. */
  visit(url: string): Promise<boolean>;
  /** Shows a device code, which is JSON. */
  prompt(device: string): Promise<void>;
}

/** The browser, in parts. What they reject with ends the sign-in. */
export interface Browser {
  readonly showsCodes: boolean;
  listen(port: number): Promise<Listener>;
  visit(url: string): Promise<boolean>;
  prompt(device: string): Promise<void>;
}

/** The bridge over `browser`; `remember` takes its errors. */
export function createBrowserBridge(browser: Browser, remember: Remember): BrowserBridge {
  const guarded = <T>(action: () => Promise<T>): Promise<T> => bridged(action, remember);
  return {
    showsCodes: browser.showsCodes,
    listen: (port) => guarded(async () => createListenerBridge(await browser.listen(port))),
    visit: (url) => guarded(() => browser.visit(url)),
    prompt: (device) => guarded(() => browser.prompt(device)),
  };
}
