/** Proof Key for Code Exchange (RFC 7636), the server's half. */

import { base64url } from './random.js';

/** Whether this can be a challenge: the base64url of a SHA-256 (section 4.2). */
export function isChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** Whether this can be a verifier: 43 to 128 unreserved characters (section 4.1). */
export function isVerifier(text: string): boolean {
  return /^[A-Za-z0-9._~-]{43,128}$/.test(text);
}

/** Whether the verifier is the one behind the challenge (section 4.6, `S256`). */
export async function verifies(verifier: string, challenge: string): Promise<boolean> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest)) === challenge;
}
