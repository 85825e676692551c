/** The accounts of a session with their roles, as they stream in. It goes on while another view is shown. */

import type { AccountRoles } from 'aws-sso-wasm/browser';

/** How far a listing is. */
export type ListingState = 'loading' | 'complete' | 'failed' | 'stopped';

/** Told of every account, and of the end. */
export interface ListingListener {
  readonly onAccount: (account: AccountRoles) => void;
  readonly onState: (state: ListingState) => void;
}

/** A listing under way, or done. */
export class Listing {
  readonly accounts: AccountRoles[] = [];
  state: ListingState = 'loading';
  /** Why it failed. */
  error: unknown;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<ListingListener>();

  constructor(list: (signal: AbortSignal) => AsyncIterable<AccountRoles>) {
    void this.#run(list);
  }

  /** Whether it will never be complete. */
  get isBroken(): boolean {
    return this.state === 'failed' || this.state === 'stopped';
  }

  /** Tells of what comes from now on. Returns what ends that. */
  subscribe(listener: ListingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for no more. */
  stop(): void {
    this.#abort.abort();
  }

  async #run(list: (signal: AbortSignal) => AsyncIterable<AccountRoles>): Promise<void> {
    try {
      for await (const account of list(this.#abort.signal)) {
        this.accounts.push(account);
        for (const listener of this.#listeners) listener.onAccount(account);
      }
      this.#become('complete');
    } catch (error) {
      this.error = error;
      this.#become(this.#abort.signal.aborted ? 'stopped' : 'failed');
    }
  }

  #become(state: ListingState): void {
    this.state = state;
    for (const listener of this.#listeners) listener.onState(state);
  }
}
