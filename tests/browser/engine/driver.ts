// What the tests need of a browser, whichever engine is in it and however it is driven.

/** The engines, by the names under which the tests are run. */
export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

/** The size of a page, unless a test asks for another, in CSS pixels. */
export const VIEWPORT = { width: 1200, height: 900 };

/** How a browser looks at the pages. */
export interface Appearance {
  readonly colorScheme: 'light' | 'dark';
}

/** A browser that runs, with nothing remembered from before. */
export interface Engine {
  readonly name: EngineName;
  /** Hosts other than this machine that a page wanted to reach. None is ever reached. */
  readonly foreignHosts: ReadonlySet<string>;
  /** A person who has never been anywhere: no cookies, no storage. */
  newPerson(): Promise<Person>;
  /** Ends the browser and everything that it started. */
  close(): Promise<void>;
}

/** The tabs that share cookies and storage. */
export interface Person {
  newTab(): Promise<Tab>;
  /** Closes all tabs, and forgets what they left behind. */
  close(): Promise<void>;
}

/** A message in the console, or an error that nobody caught. */
export interface ConsoleMessage {
  /** `log`, `error`, `warn`, … as the engine names it; `uncaught` for an error that nobody caught. */
  readonly type: string;
  readonly text: string;
}

/** A cookie, HttpOnly ones included. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  /** `Strict`, `Lax`, `None`; as the driver tells it. */
  readonly sameSite: string;
}

/** The driver no longer hears of a browser, or of its tab: nothing can be said of the page. */
export class LostBrowser extends Error {
  override readonly name = 'LostBrowser';
}

/** The keys that tests press by name; every other key is a character. */
export type Key =
  | 'Tab'
  | 'Enter'
  | 'Escape'
  | 'Space'
  | 'ArrowDown'
  | 'ArrowUp'
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'Home'
  | 'End'
  | 'Backspace';

/** One tab. Expressions run in the page's own world, past its Content Security Policy. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** As the Back button does. */
  back(): Promise<void>;
  /** As the Forward button does. */
  forward(): Promise<void>;
  /** Evaluates an expression, waits for its promise, and gives what of it is JSON. */
  run(expression: string): Promise<unknown>;
  /** Clicks in the middle of the element that the expression gives; false when it gives none. */
  click(expression: string): Promise<boolean>;
  /** Presses one key, or types one character. */
  press(key: Key | (string & {}), modifier?: 'Shift' | 'Control'): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** What is in view, as PNG. */
  screenshot(): Promise<Uint8Array>;
  cookies(): Promise<readonly Cookie[]>;
  /** Everything in the console since the tab was opened; undefined where the driver does not tell. */
  readonly console: readonly ConsoleMessage[] | undefined;
  /** The URL of every request since the tab was opened; undefined where the driver does not tell. */
  readonly requests: readonly string[] | undefined;
  /** The URLs behind the Back button and before the Forward button; undefined where the driver does not tell. */
  history(): Promise<readonly string[] | undefined>;
  close(): Promise<void>;
}
