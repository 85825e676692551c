/** Keeps tokens, registrations and role credentials in VS Code's secret storage, which all windows share. */

import type { Collection, Lock, Store, StoreKey } from 'aws-sso-wasm';
import type * as vscode from 'vscode';

/** Every document is JSON text. */
export class SecretStore implements Store {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async read(key: StoreKey): Promise<Uint8Array | undefined> {
    const text = await this.#secrets.get(secretKey(key));
    return text === undefined ? undefined : new TextEncoder().encode(text);
  }

  async write(key: StoreKey, bytes: Uint8Array): Promise<void> {
    await this.#secrets.store(secretKey(key), new TextDecoder().decode(bytes));
  }

  async remove(key: StoreKey): Promise<boolean> {
    const found = (await this.#secrets.get(secretKey(key))) !== undefined;
    await this.#secrets.delete(secretKey(key));
    return found;
  }

  async list(collection: Collection): Promise<readonly string[]> {
    const prefix = secretKey({ kind: collection, name: '' });
    const keys = await this.#secrets.keys();
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** The browser's own locks: they span all windows of this origin, and end with the window that holds them. */
  lock(key: StoreKey, signal?: AbortSignal): Promise<Lock> {
    return new Promise((resolve, reject) => {
      const hold = (): Promise<void> =>
        new Promise((release) => {
          resolve({ release });
        });
      const options = signal === undefined ? {} : { signal };
      navigator.locks.request(`aws-sso-wasm/${secretKey(key)}`, options, hold).catch(reject);
    });
  }
}

function secretKey({ kind, name }: StoreKey): string {
  return `${kind}/${name}`;
}
