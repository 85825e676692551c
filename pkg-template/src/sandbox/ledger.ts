/** Everything the sandbox has issued and still knows about. It lives in memory and ends with the sandbox. */

import type { Role } from './directory.js';

/** A client that registered itself (RegisterClient). */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A person's sign-in through one client: what its access and refresh tokens belong to. */
export interface Session {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  revoked: boolean;
}

/** RFC 6749 section 1.4. */
export interface AccessToken {
  readonly session: Session;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** RFC 6749 section 1.5. */
export interface RefreshToken {
  readonly session: Session;
  /** Whether it was exchanged for another one. */
  spent: boolean;
}

/** RFC 6749 section 4.1.2. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  spent: boolean;
  /** What came of it. A second use ends this session. */
  session: Session | undefined;
}

/** RFC 8628 section 3.2. */
export interface DeviceAuthorization {
  readonly clientId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly userCode: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Milliseconds that have to pass between two polls. */
  interval: number;
  /** Epoch milliseconds; none before the first poll. */
  lastPoll: number | undefined;
  decision: 'pending' | 'approved' | 'denied';
  session: Session | undefined;
}

/** Credentials of a role session. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly role: Role;
  readonly sessionName: string;
  /** Whether AssumeRole gave them, to somebody who had role credentials already. */
  readonly chained: boolean;
}

/** What getSigninToken gave. */
export interface SigninToken {
  readonly credentials: RoleCredentials;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Where a `nextToken` goes on. */
export interface PagePlace {
  readonly list: string;
  readonly offset: number;
}

/** Beyond so many entries of a kind the oldest is forgotten, so that a long run does not eat the memory. */
const LIMIT = 100_000;

/** Things by their secret name. */
class Shelf<T> {
  readonly #things = new Map<string, T>();

  put(name: string, thing: T): void {
    this.#things.set(name, thing);
    if (this.#things.size <= LIMIT) return;
    for (const oldest of this.#things.keys()) {
      this.#things.delete(oldest);
      return;
    }
  }

  get(name: string): T | undefined {
    return this.#things.get(name);
  }

  clear(): void {
    this.#things.clear();
  }

  values(): Iterable<T> {
    return this.#things.values();
  }
}

/** What was issued. */
export class Ledger {
  readonly registrations = new Shelf<Registration>();
  readonly codes = new Shelf<AuthorizationCode>();
  readonly devices = new Shelf<DeviceAuthorization>();
  readonly devicesByUserCode = new Shelf<DeviceAuthorization>();
  readonly accessTokens = new Shelf<AccessToken>();
  readonly refreshTokens = new Shelf<RefreshToken>();
  readonly roleCredentials = new Shelf<RoleCredentials>();
  readonly signinTokens = new Shelf<SigninToken>();
  readonly pages = new Shelf<PagePlace>();

  /** Ends every sign-in. */
  revokeSessions(): void {
    for (const { session } of this.accessTokens.values()) session.revoked = true;
    for (const { session } of this.refreshTokens.values()) session.revoked = true;
  }
}
