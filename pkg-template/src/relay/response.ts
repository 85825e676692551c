/** Answers on their way to the page. */

/**
 * What every answer says: nobody may keep it, guess at its type, show it as a page, frame it, or read it from another
 * origin. There is no CORS header, on purpose.
 */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** An answer with these headers and those that all have. */
export function respond(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array<ArrayBuffer>,
): Response {
  // A null body, not an empty one: the statuses 204 and 205 may have no other.
  return new Response(body.length === 0 ? null : body, {
    status,
    headers: { ...headers, ...HEADERS },
  });
}
