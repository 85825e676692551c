/** What a session is, and where a person is within it. Nothing of either is secret. */

import { asObject, textOf } from './json.js';

/** What a session is. */
export interface SessionFacts {
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
  /** Empty for those that the library asks for by itself. */
  readonly scopes: readonly string[];
}

/** Where the person is within a session. */
export interface Place {
  readonly query?: string;
  readonly accountId?: string;
  readonly roleName?: string;
}

/** A session, unless a member is missing: one that is half there cannot be signed in to. */
export function readSessionFacts(value: unknown): SessionFacts | undefined {
  const session = asObject(value);
  const name = textOf(session, 'name');
  const startUrl = textOf(session, 'startUrl');
  const region = textOf(session, 'region');
  if (name === undefined || startUrl === undefined || region === undefined) return undefined;
  const scopes = session?.['scopes'];
  return {
    name,
    startUrl,
    region,
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [],
  };
}

/** The host of a start URL, which is what people know it by; the whole text if it is no URL. */
export function portalName(startUrl: string): string {
  return URL.canParse(startUrl) ? new URL(startUrl).host : startUrl;
}

/** What to call a session: its name, or, for one that was typed and has none of its own, its portal's address in short. */
export function sessionLabel({ name, startUrl }: SessionFacts): string {
  if (name !== startUrl || !URL.canParse(startUrl)) return name;
  const { host, pathname } = new URL(startUrl);
  return host + pathname.replace(/\/(start\/?)?$/, '');
}
