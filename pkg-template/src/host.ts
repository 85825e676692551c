/**
 * The ports: all that the core asks of the program around it.
 *
 * The core holds every decision of the protocol. A host only moves bytes, and every method that may fail rejects with an
 * `IdentityCenterError`.
 */

/** The documents a store keeps. */
export type StoreKind = 'config' | 'credentials' | 'sso-cache' | 'cli-cache' | 'pending-sign-in';

/** The documents that come as a folder of files. */
export type Collection = 'sso-cache' | 'cli-cache';

/** Names a document, never a path. */
export interface StoreKey {
  readonly kind: StoreKind;
  /** Empty for `config` and `credentials`; a bare file name for the caches; the `state` of a pending sign-in. */
  readonly name: string;
}

/** Header names in lower case, with their values. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** One HTTP request. Headers and body may hold secrets. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Absolute. */
  readonly url: string;
  readonly headers: Headers;
  /** Empty when there is none. */
  readonly body: Uint8Array;
}

/** One HTTP response, whole. The body may hold a secret. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A held lock. */
export interface Lock {
  /** Lets it go. Never throws; a second call does nothing. */
  release(): void;
}

/** What a flow tells while it runs. Nothing in it is secret. */
export type HostEvent =
  /** A step, for `--debug`. */
  | { readonly type: 'trace'; readonly text: string }
  /** Something went wrong that does not keep the caller from going on. */
  | {
      readonly type: 'warning';
      readonly code: string;
      readonly message: string;
      readonly help?: string;
    }
  /** The device flow waits for the person's approval; the next poll comes after `interval` seconds. */
  | { readonly type: 'polling'; readonly interval: number }
  /** A new token was written; it ends at `expiresAt`, in milliseconds since the epoch. */
  | { readonly type: 'signed-in'; readonly session: string; readonly expiresAt: number }
  /** A token was renewed without a person; it ends at `expiresAt`, in milliseconds since the epoch. */
  | { readonly type: 'refreshed'; readonly session: string; readonly expiresAt: number }
  /** A session was ended. */
  | { readonly type: 'signed-out'; readonly session: string };

/** HTTP, as the core asks for it. */
export interface HttpClient {
  /**
   * One exchange. Any status is a response, a redirect too; it is never followed.
   *
   * Rejects with `ERR_NETWORK`, `ERR_TIMEOUT` (15 s for the whole exchange), `ERR_BAD_RESPONSE` (not HTTP, or larger
   * than 1 MiB) or `ERR_ABORTED`.
   */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
}

/** Time, as the core asks for it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits. Rejects with `ERR_ABORTED` (or the signal's own reason) when the caller gives up. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Where tokens, registrations, role credentials and pending sign-ins are kept: whole documents, all of them secret. A caller
 * can bring one of their own.
 */
export interface Store {
  /** The document, or `undefined` if there is none. Rejects with `ERR_STORE`. */
  read(key: StoreKey): Promise<Uint8Array | undefined>;
  /** Replaces the document: entirely, or not at all. Rejects with `ERR_STORE`. */
  write(key: StoreKey, bytes: Uint8Array): Promise<void>;
  /** Removes the document; `false` if there was none. Rejects with `ERR_STORE`. */
  remove(key: StoreKey): Promise<boolean>;
  /** The names of all documents of a folder, other tools' too; empty if there is no folder. Rejects with `ERR_STORE`. */
  list(collection: Collection): Promise<readonly string[]>;
  /**
   * Waits until nobody else who shares this store holds the document. A holder that died is passed over within seconds.
   *
   * Rejects with `ERR_STORE` (its `file.readOnly` tells a folder that cannot be written) or `ERR_ABORTED`.
   */
  lock(key: StoreKey, signal?: AbortSignal): Promise<Lock>;
}

/** What the core needs wherever it runs. */
export interface Host extends HttpClient, Clock, Store {
  /** Takes the event. Does not throw. */
  notify(event: HostEvent): void;
}

/** A redirect that came back from the browser. */
export interface Redirect {
  /** To answer it by. */
  readonly id: number;
  /** The whole URL, with the authorization code in its query: a secret. */
  readonly url: string;
  /** It was pasted into the terminal; there is no page to answer with. */
  readonly pasted: boolean;
}

/** The pages with which a redirect can be answered. */
export type RedirectPage = 'signed-in' | 'denied' | 'ignored' | 'failed';

/** Waits for the redirect on the loopback interface (RFC 8252 section 7.3). */
export interface Listener {
  /** The port it listens on. */
  readonly port: number;
  /**
   * The next redirect that reached the exact path by GET and with the right Host, or a URL pasted into the terminal.
   *
   * Rejects with `ERR_TIMEOUT` after that many milliseconds, or with `ERR_ABORTED`.
   */
  next(timeoutMilliseconds: number): Promise<Redirect>;
  /** Answers a redirect; `detail` is plain text. Does not throw, and does nothing for a redirect already answered. */
  answer(id: number, page: RedirectPage, detail: string): void;
  /** Stops listening once the pages under way are sent. Does not throw. */
  close(): void;
}

/** The web console: a server on 127.0.0.1 for the page of this package. */
export interface WebConsole {
  /** Where it is. */
  readonly url: string;
  /** The address that lets one browser in, once, and within five minutes: a secret until then. */
  readonly entryUrl: string;
  /** Waits until a page asks what it may offer; the number to answer by, or `undefined` when the server is stopped. */
  next(): Promise<number | undefined>;
  /** Answers a page. `offer` is JSON: `sessions`, and `problem` if they could not be read. Does not throw. */
  answer(question: number, offer: string): void;
  /** Closes the port. Does not throw. */
  close(): void;
}

/** One file or folder, as `doctor` sees it. */
export interface FileDiagnosis {
  /** The path, for the person to read. */
  readonly path: string;
  /** What belongs there; a lock or a leftover is a file of this program that should not stay. */
  readonly purpose: 'folder' | 'config' | 'credentials' | Collection | 'lock' | 'leftover';
  /** What lies there; `undefined` if nothing does. */
  readonly kind: 'file' | 'folder' | 'other' | undefined;
  /** The permission bits, such as `0o600`; `undefined` where the system has none (Windows). */
  readonly mode: number | undefined;
  /** Whether the user who runs this owns it; `undefined` where that cannot be told. */
  readonly owned: boolean | undefined;
  /** Where it points to, if it is a symbolic link. */
  readonly symlink: string | undefined;
  /** Whether it can be read. */
  readonly readable: boolean;
  /** Whether it can be replaced: it and its folder can be written. */
  readonly writable: boolean;
}

/**
 * Where text of a command goes. `guidance` is what the person has to read to go on: standard output, as in the AWS CLI, or
 * standard error if of both only that is a terminal.
 */
export type OutputStream = 'stdout' | 'stderr' | 'guidance';

/** What the commands need besides: a person, a browser, other programs. */
export interface Terminal {
  /** Resolves when the text is written. A closed pipe is no error. */
  print(stream: OutputStream, text: string): Promise<void>;
  /** One line without its newline; `undefined` at the end of input. Rejects with `ERR_ABORTED` on Ctrl-C. */
  prompt(message: string, options: { readonly secret: boolean }): Promise<string | undefined>;
  /**
   * The index of the choice. Bold type is used only if `isBold`. Rejects with `ERR_ABORTED` on Ctrl-C, and with
   * `ERR_INVALID_ARGUMENT` at the end of input.
   */
  select(message: string, choices: readonly string[], isBold: boolean): Promise<number>;
  /** Whether a browser was started. Never rejects. */
  openUrl(url: string): Promise<boolean>;
  /**
   * Runs a command line through the platform's shell, with these variables added to its environment, and takes in its
   * standard output, up to 1 MiB.
   */
  spawn(
    command: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly stdout: Uint8Array }>;
  /** Listens on that port of 127.0.0.1; 0 is any free one. Rejects with `ERR_NETWORK` when it cannot. */
  listen(port: number): Promise<Listener>;
  /** Whether a person sits at the other end: standard input and what shows the questions are terminals. */
  interactive(): boolean;
  /** Trusts the certificate authorities of this PEM file from now on. Does not read it before the first connection. */
  trust(caBundle: string): void;
  /** The width of the terminal in characters. */
  columns(): number;
  /** The files this program shares with others, for `doctor`. */
  diagnose(): Promise<readonly FileDiagnosis[]>;
  /** Takes a file from everyone but its owner, or removes it. Rejects with `ERR_STORE` when it cannot. */
  mend(path: string, how: 'owner-only' | 'remove'): Promise<void>;
  /** Opens the web console; `settings` is JSON. Rejects with `ERR_NETWORK` when the port cannot be had. */
  serve(settings: string): Promise<WebConsole>;
  /** Runs the stand-in for Identity Center until it is stopped; the exit code. `options` is JSON. */
  sandbox(options: string): Promise<number>;
}
