/** The page as a whole: which view is shown when, and what sessions there are. */

import {
  isIdentityCenterError,
  signInWithRedirect,
  type BrowserStorage,
  type IdentityCenterEvent,
  type Session,
  type SessionStatus,
} from 'aws-sso-wasm/browser';
import { accountsView, type AccountsView } from './accounts_view.js';
import { Announcer } from './announcer.js';
import type { PageConfig } from './config.js';
import { deviceCodeView } from './device_code_view.js';
import { errorNotice, notice } from './error_notice.js';
import { IdentityCenters } from './identity_centers.js';
import { keepPlace, takePlace } from './kept_place.js';
import { pageFrame } from './page_frame.js';
import { SessionEntry } from './session_entry.js';
import type { SessionFacts } from './session_facts.js';
import { sessionPicker } from './session_picker.js';
import { SessionSwitcher } from './session_switcher.js';
import { Shortcuts } from './shortcuts.js';
import { signedOutNotice } from './signed_out.js';
import { signInView } from './sign_in_view.js';
import { Stage } from './view.js';
import { waitingView } from './waiting_view.js';

/** The page. */
export class App {
  readonly #config: PageConfig;
  readonly #centers: IdentityCenters;
  readonly #stage = new Stage();
  readonly #announcer = new Announcer();
  readonly #switcher: SessionSwitcher;
  readonly #entries: SessionEntry[];
  /** The sessions that the person opened, in the order of their first opening. */
  readonly #opened: SessionEntry[] = [];
  #current: SessionEntry | undefined;
  #accounts: AccountsView | undefined;

  constructor(config: PageConfig) {
    this.#config = config;
    this.#centers = new IdentityCenters(config, (event, storage) => this.#onEvent(event, storage));
    this.#entries = config.sessions.map((facts) => new SessionEntry(facts, this.#centers));
    this.#switcher = new SessionSwitcher({
      onOpen: (entry) => this.#open(entry),
      onPick: () => this.#pick(),
    });
    const shortcuts = new Shortcuts({
      search: () => this.#accounts?.focusSearch(),
      sessions: () => this.#pick(),
    });
    document.body.replaceChildren(
      ...pageFrame({
        isSandbox: config.sandbox,
        switcher: this.#switcher.element,
        main: this.#stage.element,
        announcements: this.#announcer.element,
        shortcuts,
        onHome: () => this.#pick(),
      }),
    );
    // Another tab signed in or out, or renewed a token.
    addEventListener('storage', () => {
      for (const entry of this.#entries) if (entry.storage === 'local') void this.#reread(entry);
    });
    // The back button may bring this page back as it was left, in the middle of a sign-in.
    addEventListener('pageshow', (event) => {
      if (event.persisted && this.#current !== undefined) this.#open(this.#current);
    });
  }

  /** Begins: completes the sign-in that `arrival` answers, if it does, and shows where the person is. */
  async start(arrival: string): Promise<void> {
    const isCallback = new URL(arrival).pathname === '/oauth/callback';
    if (isCallback) await this.#complete(arrival);
    else await this.#begin();
  }

  async #begin(): Promise<void> {
    this.#stage.show(waitingView('Sessions', 'Looking for sign-ins…'));
    const problem = await this.#findSignIns(this.#entries);
    const [only, ...others] = this.#entries;
    const signedIn = this.#entries.find((entry) => entry.isSignedIn());
    if (problem !== undefined) this.#pick(errorNotice(problem));
    else if (signedIn !== undefined) this.#open(signedIn);
    else if (only !== undefined && others.length === 0) this.#open(only);
    else this.#pick();
  }

  /** Finds the sign-ins that this tab or browser keeps. Returns what came in the way. */
  async #findSignIns(entries: readonly SessionEntry[]): Promise<unknown> {
    const looks = (['session', 'local'] as const).flatMap((storage) =>
      entries.map(async (entry) => {
        return { storage, entry, status: await renewedStatus(entry.sessionIn(storage)) };
      }),
    );
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected') {
        // A browser that lets a page keep nothing has kept nothing.
        if (isIdentityCenterError(look.reason, 'ERR_STORE')) continue;
        return look.reason;
      }
      const { storage, entry, status } = look.value;
      if (!status.signedIn || entry.isSignedIn()) continue;
      entry.storage = storage;
      entry.update(status);
      if (!this.#opened.includes(entry)) this.#opened.push(entry);
    }
    return undefined;
  }

  async #complete(arrival: string): Promise<void> {
    const { storage, place, session } = takePlace();
    this.#stage.show(waitingView('Signing in', 'Completing the sign-in…'));
    const problem = await this.#findSignIns(this.#entries);
    try {
      if (problem !== undefined) throw problem;
      const completed = await this.#centers.of(storage).completeSignIn(arrival);
      const entry = this.#entryOf(completed.session);
      entry.storage = storage;
      entry.place = place;
      this.#signedIn(entry, completed.status);
    } catch (error) {
      if (session === undefined) return this.#pick(errorNotice(error));
      const entry = this.#entryFor(session);
      if (!entry.isSignedIn()) entry.storage = storage;
      entry.place = place;
      this.#open(entry, errorNotice(error));
    }
  }

  /** The entry of a session that came back, made anew if it was typed. */
  #entryOf({ name, startUrl, region }: Session): SessionEntry {
    return this.#entryFor({ name, startUrl, region, scopes: [] });
  }

  #entryFor(facts: SessionFacts): SessionEntry {
    // The name is what tells sessions apart in the library, too.
    const known = this.#entries.find(({ name }) => name === facts.name);
    if (known !== undefined) return known;
    const made = new SessionEntry(facts, this.#centers);
    this.#entries.push(made);
    return made;
  }

  #pick(noticeAbove?: HTMLElement): void {
    this.#accounts = undefined;
    const { problem } = this.#config;
    const shown = noticeAbove ?? (problem === undefined ? undefined : errorNotice(problem));
    this.#stage.show(
      sessionPicker({
        entries: this.#entries,
        ...(shown === undefined ? {} : { notice: shown }),
        onPick: (entry) => this.#open(entry),
        onType: (startUrl, region) => void this.#type(startUrl, region),
      }),
    );
    this.#now(undefined);
  }

  /** Opens the session that was typed; it may be one that is known. */
  async #type(startUrl: string, region: string): Promise<void> {
    const same = (entry: SessionEntry): boolean =>
      entry.startUrl === startUrl && entry.region === region;
    const known = this.#entries.find(same);
    if (known !== undefined) return this.#open(known);
    // A typed session is called by its start URL: with another Region it is that one, corrected.
    this.#drop(this.#entries.find(({ name }) => name === startUrl));
    const entry = this.#entryFor({ name: startUrl, startUrl, region, scopes: [] });
    const problem = await this.#findSignIns([entry]);
    this.#open(entry, problem === undefined ? undefined : errorNotice(problem));
  }

  #drop(entry: SessionEntry | undefined): void {
    if (entry === undefined) return;
    entry.forget();
    for (const list of [this.#entries, this.#opened]) {
      const index = list.indexOf(entry);
      if (index !== -1) list.splice(index, 1);
    }
  }

  #open(entry: SessionEntry, noticeAbove?: HTMLElement): void {
    if (!this.#opened.includes(entry)) this.#opened.push(entry);
    if (entry.isSignedIn()) this.#showAccounts(entry, noticeAbove);
    else this.#showSignIn(entry, noticeAbove);
  }

  #showSignIn(entry: SessionEntry, noticeAbove?: HTMLElement): void {
    this.#accounts = undefined;
    this.#stage.show(
      signInView({
        entry,
        ...(noticeAbove === undefined ? {} : { notice: noticeAbove }),
        canRedirect: location.protocol === 'http:' && location.hostname === '127.0.0.1',
        onStorage: (storage) => (entry.storage = storage),
        onRedirect: async (signal) => {
          keepPlace(entry);
          return await signInWithRedirect(entry.session, { signal });
        },
        onDeviceCode: () => this.#showDeviceCode(entry),
      }),
    );
    this.#now(entry);
  }

  #showDeviceCode(entry: SessionEntry): void {
    this.#stage.show(
      deviceCodeView({
        entry,
        announcer: this.#announcer,
        onSignedIn: (status) => this.#signedIn(entry, status),
        onCancel: () => this.#showSignIn(entry),
      }),
    );
    this.#now(entry);
  }

  #signedIn(entry: SessionEntry, status: SessionStatus): void {
    entry.update(status);
    this.#open(entry);
    this.#announcer.say(`Signed in to ${entry.label}.`);
  }

  #showAccounts(entry: SessionEntry, noticeAbove?: HTMLElement): void {
    this.#accounts = accountsView({
      entry,
      ...(noticeAbove === undefined ? {} : { notice: noticeAbove }),
      config: this.#config,
      announcer: this.#announcer,
      onSignInRequired: () => {
        entry.ended();
        this.#accounts?.refresh();
        this.#now(entry);
      },
      onSignIn: () => this.#showSignIn(entry),
      onSignOut: () => this.#signOut(entry),
    });
    this.#stage.show(this.#accounts);
    this.#now(entry);
  }

  async #signOut(entry: SessionEntry): Promise<void> {
    const tokenEndsAt = entry.status.expiresAt;
    const stillValid = entry.stillValid(new Date());
    const outcome = await entry.session.signOut();
    entry.forget();
    this.#showSignIn(
      entry,
      signedOutNotice({ name: entry.label, outcome, tokenEndsAt, stillValid }),
    );
  }

  /** Events of the library: renewals, and what other tabs did. */
  #onEvent(event: IdentityCenterEvent, storage: BrowserStorage): void {
    const entry = this.#entries.find(
      (each) => each.storage === storage && 'session' in event && each.name === event.session,
    );
    if (entry === undefined) return;
    if (event.type === 'refreshed' || event.type === 'expiring') {
      void this.#reread(entry);
    } else if (event.type === 'signed-out' && entry.isSignedIn() && entry === this.#current) {
      entry.forget();
      this.#showSignIn(entry, notice('note', `You were signed out of ${entry.label}.`));
    }
  }

  async #reread(entry: SessionEntry): Promise<void> {
    try {
      entry.update(await entry.session.status());
    } catch {
      // The next call tells the person, where it can be acted upon.
      return;
    }
    if (entry === this.#current) this.#accounts?.refresh();
    this.#now(this.#current);
  }

  #now(entry: SessionEntry | undefined): void {
    this.#current = entry;
    this.#switcher.show(this.#opened, entry);
  }
}

/** How a session stands, once a token that has ended is renewed, if it can be without a person. */
async function renewedStatus(session: Session): Promise<SessionStatus> {
  const status = await session.status();
  if (status.signedIn || !status.refreshable) return status;
  try {
    await session.accessToken();
  } catch {
    // Signing in again is what is offered then anyway.
    return status;
  }
  return await session.status();
}
