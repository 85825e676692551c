// Names nobody can foresee. The global generator starts faster than node:crypto.

/** That many random bytes in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}
