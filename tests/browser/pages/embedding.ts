// The script of a page that embeds the package, as plain as can be: the tests do the rest from outside.

import * as library from 'aws-sso-wasm/browser';

/** What the origin tells its page. */
export interface EmbeddingSettings {
  readonly relay: string;
  readonly endpoints: { readonly ssoOidc: string; readonly sso: string; readonly sts: string };
  readonly session: { readonly startUrl: string; readonly region: string; readonly name: string };
  readonly storage?: library.BrowserStorage;
  readonly timeoutMilliseconds?: number;
}

/** What an error told. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly help: string | undefined;
  readonly retryable: boolean;
}

/** What came of the page's own address. */
export type Arrival =
  | { readonly kind: 'no callback' }
  | {
      readonly kind: 'completed';
      readonly signedIn: boolean;
      readonly returnTo: string | undefined;
    }
  | { readonly kind: 'failed'; readonly error: Told };

export interface Embedding {
  readonly library: typeof library;
  readonly center: library.IdentityCenter;
  readonly session: library.Session;
  readonly events: library.IdentityCenterEvent[];
  readonly violations: { readonly directive: string; readonly blocked: string }[];
  arrival: Arrival | undefined;
  /** Does something, and tells of its error as a page may show it. */
  told<T>(work: () => Promise<T>): Promise<T | Told>;
}

declare global {
  /** What the tests reach for in the page. */
  var embedding: Embedding;
}

const violations: { directive: string; blocked: string }[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI });
});

const content = document.querySelector('meta[name=settings]')?.getAttribute('content');
const settings: EmbeddingSettings = JSON.parse(content ?? '');
const { relay, endpoints, storage, timeoutMilliseconds } = settings;
const center = library.createBrowserIdentityCenter({
  relay,
  endpoints,
  ...(storage === undefined ? {} : { storage }),
  ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
});
const events: library.IdentityCenterEvent[] = [];
center.subscribe((event) => events.push(event));

globalThis.embedding = {
  library,
  center,
  session: center.session({ ...settings.session, scopes: ['sso:account:access'] }),
  events,
  violations,
  arrival: undefined,
  told: async (work) => {
    try {
      return await work();
    } catch (error) {
      return tell(error);
    }
  },
};

function tell(error: unknown): Told {
  if (!library.isIdentityCenterError(error)) {
    return { code: 'not ours', message: String(error), help: undefined, retryable: false };
  }
  const { code, message, help, retryable } = error;
  return { code, message, help, retryable };
}

async function arrive(): Promise<Arrival> {
  try {
    const completed = await library.completeRedirect(center);
    if (completed === undefined) return { kind: 'no callback' };
    const { status, returnTo } = completed;
    return { kind: 'completed', signedIn: status.signedIn, returnTo };
  } catch (error) {
    return { kind: 'failed', error: tell(error) };
  }
}

globalThis.embedding.arrival = await arrive();
