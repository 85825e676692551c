/** Queries: read, checked, and written anew. */

import { Refusal } from './refusal.js';

/** The longest value, in UTF-16 code units after decoding; the tokens between pages of a list are the longest. */
const MAX_VALUE = 4096;

/** The query to ask AWS with, `?` included, or nothing. Refuses what is unknown, doubled, or no text. */
export function queryOf(url: URL, allowed: readonly string[]): string {
  const pairs: string[] = [];
  const seen = new Set<string>();
  for (const [name, value] of url.searchParams) {
    if (!allowed.includes(name)) throw new Refusal(400, 'The query has an unknown parameter.');
    if (seen.has(name)) throw new Refusal(400, 'The query has a parameter twice.');
    if (value.length > MAX_VALUE) throw new Refusal(400, 'A parameter of the query is too long.');
    // U+FFFD is what becomes of bytes that are no UTF-8.
    if (/[\p{Cc}\uFFFD]/u.test(value)) {
      throw new Refusal(400, 'A parameter of the query is no plain text.');
    }
    seen.add(name);
    pairs.push(`${name}=${encode(value)}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Percent-encoding with only the unreserved characters left as they are (RFC 3986 section 2.3). */
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
