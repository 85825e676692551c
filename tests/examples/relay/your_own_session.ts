/** Stands for how a backend knows its people. */
export function isSignedIn(cookie: string | null): boolean {
  return cookie === 'session=good';
}
