/** The one session that the settings name, and how it stands. */

import type { IdentityCenterEvent, Session, SessionStatus } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import type { Platform } from './platform.js';
import { NotConfigured, sentence } from './problem.js';
import { onDidChangeSettings, readSettings, type Settings } from './settings.js';

export interface Connected {
  readonly settings: Settings;
  readonly session: Session;
}

/** A session with its status, or `undefined` where the settings name none. */
export type Standing = (Connected & { readonly status: SessionStatus }) | undefined;

export class Connection implements vscode.Disposable {
  /** Told after everything that may have changed how the session stands. */
  readonly onDidChange: vscode.Event<Standing>;
  /** Told when the sign-in ends soon and could not be renewed. */
  readonly onExpiring: vscode.Event<Date>;
  readonly #changed = new vscode.EventEmitter<Standing>();
  readonly #expiring = new vscode.EventEmitter<Date>();
  readonly #platform: Platform;
  readonly #log: vscode.LogOutputChannel;
  readonly #disposables: readonly vscode.Disposable[];
  #connected: Promise<Connected> | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(platform: Platform, log: vscode.LogOutputChannel) {
    this.#platform = platform;
    this.#log = log;
    this.onDidChange = this.#changed.event;
    this.onExpiring = this.#expiring.event;
    this.#disposables = [
      this.#changed,
      this.#expiring,
      onDidChangeSettings(() => {
        this.#connected = undefined;
        void this.update();
      }),
      // Another window, or the AWS CLI, may have signed in or out meanwhile.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.update();
      }),
    ];
  }

  /** The session. Rejects with {@link NotConfigured}, or as the library does where the shared files are at fault. */
  connected(): Promise<Connected> {
    const connecting = this.#connected ?? this.#connect();
    this.#connected = connecting;
    // What is at fault may be mended outside the settings, in the shared config file.
    connecting.catch(() => {
      if (this.#connected === connecting) this.#connected = undefined;
    });
    return connecting;
  }

  /** Looks anew how the session stands, and tells. Makes no request. */
  async update(): Promise<Standing> {
    const standing = await this.#standing();
    const end = standing?.status.signedIn === true ? standing.status.expiresAt : undefined;
    clearTimeout(this.#end);
    if (end !== undefined) {
      this.#end = setTimeout(() => void this.update(), end.getTime() - Date.now() + 1_000);
    }
    this.#changed.fire(standing);
    return standing;
  }

  dispose(): void {
    clearTimeout(this.#end);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #connect(): Promise<Connected> {
    const settings = readSettings();
    const session = await this.#platform.open(settings, (event) => void this.#take(event));
    return { settings, session };
  }

  async #standing(): Promise<Standing> {
    try {
      const connected = await this.connected();
      return { ...connected, status: await connected.session.status() };
    } catch (error) {
      if (!(error instanceof NotConfigured)) this.#log.warn(sentence(error));
      return undefined;
    }
  }

  async #take(event: IdentityCenterEvent): Promise<void> {
    switch (event.type) {
      case 'signed-in':
      case 'refreshed':
      case 'signed-out':
        this.#log.info(`${event.session}: ${event.type}`);
        await this.update();
        return;
      case 'expiring':
        await this.#renew(event.expiresAt);
        return;
      case 'warning':
        this.#log.warn(event.error.message);
    }
  }

  /** Renews what can be renewed without the person. What cannot is theirs to decide. */
  async #renew(end: Date): Promise<void> {
    try {
      const { session } = await this.connected();
      const { expiresAt } = await session.accessToken();
      if (expiresAt > end) return;
    } catch (error) {
      this.#log.warn(sentence(error));
    }
    this.#expiring.fire(end);
  }
}
