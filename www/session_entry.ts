/** A session as this page knows it: what it is, how it stands, and where the person was in it. */

import type { BrowserStorage, Session, SessionStatus } from 'aws-sso-wasm/browser';
import type { IdentityCenters } from './identity_centers.js';
import { Listing } from './listing.js';
import { sessionLabel, type Place, type SessionFacts } from './session_facts.js';

/** Role credentials that were handed out: they stay good after a sign-out. */
export interface Issued {
  readonly role: string;
  readonly expiration: Date;
}

const SIGNED_OUT: SessionStatus = { signedIn: false, refreshable: false };

/** A session of this page. */
export class SessionEntry implements SessionFacts {
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
  readonly scopes: readonly string[];
  /** Where its sign-in is kept. */
  storage: BrowserStorage = 'memory';
  status: SessionStatus = SIGNED_OUT;
  /** When its token was got, so far as this page saw it. */
  since = new Date();
  place: Place = {};
  /** Its accounts, as far as they are known. */
  listing: Listing | undefined;
  readonly #issued: Issued[] = [];
  readonly #centers: IdentityCenters;

  constructor(facts: SessionFacts, centers: IdentityCenters) {
    this.name = facts.name;
    this.startUrl = facts.startUrl;
    this.region = facts.region;
    this.scopes = facts.scopes;
    this.#centers = centers;
  }

  /** What to call it. */
  get label(): string {
    return sessionLabel(this);
  }

  /** The session itself, with the storage that was chosen. */
  get session(): Session {
    return this.sessionIn(this.storage);
  }

  /** The session with another storage. */
  sessionIn(storage: BrowserStorage): Session {
    const { name, startUrl, region, scopes } = this;
    return this.#centers.of(storage).session({
      name,
      startUrl,
      region,
      ...(scopes.length === 0 ? {} : { scopes }),
    });
  }

  /** Whether its token is good, as far as this page can tell. */
  isSignedIn(now = Date.now()): boolean {
    const { signedIn, expiresAt, refreshable } = this.status;
    return signedIn && (refreshable || expiresAt === undefined || expiresAt.getTime() > now);
  }

  /** Takes in how the session stands now. */
  update(status: SessionStatus): void {
    if (status.expiresAt?.getTime() !== this.status.expiresAt?.getTime()) this.since = new Date();
    this.status = status;
  }

  /** Takes in that the session has ended. What was listed, and the place in it, stay. */
  ended(): void {
    this.status = SIGNED_OUT;
    this.listing?.stop();
  }

  /** Forgets all that the sign-in brought. */
  forget(): void {
    this.ended();
    this.listing = undefined;
    this.place = {};
    this.#issued.length = 0;
  }

  /** Its accounts: those known, and the rest as it comes. Begins anew when the last attempt did not get to its end. */
  accounts(): Listing {
    if (this.listing === undefined || this.listing.isBroken) {
      this.listing = new Listing((signal) => this.session.accountRoles({ signal }));
    }
    return this.listing;
  }

  /** Notes that credentials were handed out. */
  issue(issued: Issued): void {
    this.#issued.push(issued);
  }

  /** The credentials that were handed out and have not ended, the last to end first; one for each role. */
  stillValid(now: Date): readonly Issued[] {
    const latest = new Map<string, Issued>();
    for (const issued of this.#issued) {
      const known = latest.get(issued.role);
      if (
        issued.expiration > now &&
        (known === undefined || issued.expiration > known.expiration)
      ) {
        latest.set(issued.role, issued);
      }
    }
    return [...latest.values()].sort((a, b) => b.expiration.getTime() - a.expiration.getTime());
  }
}
