// Every secret that a sandbox gave out or was shown, and the search for them.

/** The members of JSON, of queries, of forms and of XML that nobody but their owner may see. */
const SECRET =
  /^(accessToken|refreshToken|idToken|clientSecret|deviceCode|secretAccessKey|sessionToken|code|codeVerifier|code_verifier|SecretAccessKey|SessionToken|SigninToken)$/;

/** What answers requests. */
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The one list of what must not be found anywhere: each secret so far, with what it is. */
export class IssuedSecrets extends Map<string, string> {
  /** The same function, of whose requests and answers every secret is remembered. */
  watching(fetch: Fetch): Fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      this.note(request.url, await request.clone().text());
      const response = await fetch(request);
      this.note(response.headers.get('location'), await response.clone().text());
      return response;
    };
  }

  /** Remembers the secrets of a URL and of a body: JSON, a form or XML. */
  note(url: string | null, body: string): void {
    if (url !== null && URL.canParse(url)) this.#members(queryOf(new URL(url).searchParams));
    this.#members(parsed(body) ?? brokenOff(body));
    if (/^[\w.]+=/.test(body)) this.#members(queryOf(new URLSearchParams(body)));
    for (const [, name, text] of body.matchAll(/<(\w+)>([^<>]+)<\/\1>/g)) {
      this.#members({ [name ?? '']: text });
    }
  }

  /** What of them is in this text or these bytes, in any form: one line each, which does not repeat it. */
  in(place: string, content: string | Uint8Array): string[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    return [...this]
      .filter(([secret]) => forms(secret).some((form) => bytes.includes(form)))
      .map(([, what]) => `a ${what} in ${place}`);
  }

  /** The same for pieces of them, such as the rest of a block of memory that was used again leaves. */
  piecesIn(place: string, content: Uint8Array): string[] {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return [...this].flatMap(([secret, what]) =>
      pieces(secret)
        .filter((piece) => bytes.includes(piece))
        .slice(0, 1)
        .map(() => `a piece of a ${what} in ${place}`),
    );
  }

  #members(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && SECRET.test(name)) this.set(member, name);
      else this.#members(member);
    }
  }
}

/** A secret as it is, in a URL, in JSON and in Base64, whose middle does not depend on what stands around it. */
function forms(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...base64,
  ].filter((form) => form.length >= 8);
}

/** Twelve characters each, one of which is in any sixteen of the secret; and the bytes that a verifier is made of. */
function pieces(secret: string): readonly (string | Buffer)[] {
  const starts = Array.from({ length: Math.floor((secret.length - 8) / 4) }, (_, at) => at * 4);
  const raw = Buffer.from(secret, 'base64url');
  return [
    ...starts.map((at) => secret.slice(at, at + 12)),
    raw.subarray(0, 16),
    raw.subarray(16),
  ].filter((piece) => piece.length >= 12);
}

function queryOf(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(parameters);
}

/** The texts of JSON that was cut off, the last of which may be half of one. */
function brokenOff(text: string): Record<string, string> {
  const members = [...text.matchAll(/"(\w+)":\s*"([^"\\]{8,})/g)];
  return Object.fromEntries(members.map(([, name = '', value = '']) => [name, value]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
