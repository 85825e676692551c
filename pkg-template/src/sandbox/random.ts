/** Ids, codes and tokens that nobody can guess, in the shapes AWS gives them. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE32 = `${LETTERS}234567`;
const ALPHANUMERIC = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;
/** No vowels, so that no word comes out of it (RFC 8628 section 6.1). */
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXZ';

/** So many characters, each drawn evenly from the alphabet. */
export function pick(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < limit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

/** An opaque token of so many bytes of entropy, in base64url. */
export function opaque(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** A device's user code, such as `BCDF-GHJK`. */
export function userCode(): string {
  return `${pick(CONSONANTS, 4)}-${pick(CONSONANTS, 4)}`;
}

/** A temporary access key id: `ASIA` and 16 characters. */
export function accessKeyId(): string {
  return `ASIA${pick(BASE32, 16)}`;
}

/** A secret access key: 40 characters, `/` and `+` among them as AWS has it. */
export function secretAccessKey(): string {
  return pick(`${ALPHANUMERIC}/+`, 40);
}

/** A role's unique id: `AROA` and 17 characters. */
export function roleId(): string {
  return `AROA${pick(BASE32, 17)}`;
}

/** The 16 hex digits at the end of an `AWSReservedSSO_` role's name. */
export function roleSuffix(): string {
  return pick('0123456789abcdef', 16);
}

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** RFC 4648 section 4. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
