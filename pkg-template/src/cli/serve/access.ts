/**
 * Who may use the web console: the one browser that came with the one-time token, by the cookie it got for that.
 *
 * The token stands in the address that a browser is started with, where other users of the machine may see it; so it is
 * good once and for minutes. The cookie never leaves browser and server.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long the token is good. */
export const TOKEN_MILLISECONDS = 5 * 60 * 1000;
/** Another server on 127.0.0.1 may set cookies of our name; more of them than this are no accident. */
const MAX_COOKIES = 8;

/** The door. */
export interface Access {
  /** Takes the token; the `Set-Cookie` for it, once. `undefined` for a wrong, an old or a used one. */
  exchange(token: string): string | undefined;
  /** Whether a request with these `Cookie` headers comes from the browser that has been let in. */
  admits(cookies: readonly string[]): boolean;
}

/** A door with its one key. `now` gives milliseconds that only ever go up. */
export function createAccess(
  port: number,
  now: () => number = () => performance.now(),
): { readonly token: string; readonly access: Access } {
  const name = `aws-sso-wasm-${port}`;
  const token = randomBytes(32).toString('base64url');
  const lastCall = now() + TOKEN_MILLISECONDS;
  // Of both secrets only the digest is kept: equal lengths to compare, and nothing to read in a heap dump.
  let expected: Buffer | undefined = digest(token);
  let session: Buffer | undefined;

  return {
    token,
    access: {
      exchange(given) {
        if (expected === undefined || now() > lastCall) return undefined;
        if (!timingSafeEqual(digest(given), expected)) return undefined;
        expected = undefined;
        const value = randomBytes(32).toString('base64url');
        session = digest(value);
        return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`;
      },
      admits(cookies) {
        if (session === undefined) return false;
        const known = session;
        return cookies
          .flatMap((header) => header.split(';'))
          .map((pair) => pair.trim())
          .filter((pair) => pair.startsWith(`${name}=`))
          .slice(0, MAX_COOKIES)
          .some((pair) => timingSafeEqual(digest(pair.slice(name.length + 1)), known));
      },
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
