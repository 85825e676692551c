/** AWS Signature Version 4, the server's half: who signed this request, and did they sign what came? */

import type { Exchange } from './exchange.js';
import type { RoleCredentials } from './ledger.js';
import { Refusal } from './refusal.js';

const SERVICE = 'sts';
const ALGORITHM = 'AWS4-HMAC-SHA256';
/** How far the clocks may be apart, in milliseconds. */
const MAX_SKEW = 300_000;
/** How long a presigned URL may be good for, in seconds. */
const MAX_EXPIRES = 604_800;
const INVALID_TOKEN = 'The security token included in the request is invalid.';

/** What a request says about its own signature, in the Authorization header or in the query. */
interface Claim {
  readonly accessKeyId: string;
  /** `{date}/{region}/{service}/aws4_request`. */
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds, for a presigned URL. */
  readonly expires: number | undefined;
}

/**
 * The credentials that signed the request. Throws what STS answers when the signature is missing, incomplete, out of
 * time, made with unknown or expired credentials, or made over something else.
 */
export async function signer(exchange: Exchange): Promise<RoleCredentials> {
  const claim = readClaim(exchange);
  checkScope(exchange, claim);
  checkTime(exchange, claim);
  checkSignedHeaders(exchange, claim);
  const credentials = exchange.ledger.roleCredentials.get(claim.accessKeyId);
  if (credentials === undefined || claim.sessionToken !== credentials.sessionToken) {
    throw new Refusal('InvalidClientTokenId', INVALID_TOKEN);
  }
  const expected = await sign(exchange, claim, credentials.secretAccessKey);
  if (expected !== claim.signature) {
    throw new Refusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
        'Key and signing method. Consult the service documentation for details.',
    );
  }
  if (credentials.expiresAt <= exchange.now) {
    throw new Refusal('ExpiredToken', 'The security token included in the request is expired');
  }
  return credentials;
}

function readClaim(exchange: Exchange): Claim {
  const header = exchange.headers.get('authorization');
  if (header !== null) return readHeader(exchange, header);
  if (exchange.url.searchParams.has('X-Amz-Algorithm')) return readQuery(exchange);
  throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token');
}

function readHeader(exchange: Exchange, header: string): Claim {
  const [algorithm, ...rest] = header.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) {
    throw new Refusal(
      'IncompleteSignature',
      'Authorization header requires the algorithm AWS4-HMAC-SHA256.',
    );
  }
  const fields = new Map<string, string>();
  for (const field of rest.join('').split(',')) {
    const at = field.indexOf('=');
    fields.set(field.slice(0, Math.max(at, 0)), field.slice(at + 1));
  }
  const part = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined || value === '') {
      throw new Refusal(
        'IncompleteSignature',
        `Authorization header requires '${name}' parameter.`,
      );
    }
    return value;
  };
  const time = exchange.headers.get('x-amz-date');
  if (time === null) {
    throw new Refusal(
      'IncompleteSignature',
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  return {
    ...readCredential(part('Credential')),
    time,
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    sessionToken: exchange.headers.get('x-amz-security-token') ?? undefined,
    expires: undefined,
  };
}

function readQuery(exchange: Exchange): Claim {
  const query = exchange.url.searchParams;
  const part = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === '') {
      throw new Refusal(
        'IncompleteSignature',
        `AWS query-string parameters must include '${name}'.`,
      );
    }
    return value;
  };
  if (part('X-Amz-Algorithm') !== ALGORITHM) {
    throw new Refusal('IncompleteSignature', 'Unsupported AWS algorithm.');
  }
  const expires = Number(part('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 0 || expires > MAX_EXPIRES) {
    throw new Refusal('IncompleteSignature', 'X-Amz-Expires must be between 0 and 604800 seconds.');
  }
  return {
    ...readCredential(part('X-Amz-Credential')),
    time: part('X-Amz-Date'),
    signedHeaders: part('X-Amz-SignedHeaders').split(';'),
    signature: part('X-Amz-Signature'),
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires,
  };
}

function readCredential(
  text: string,
): Pick<Claim, 'accessKeyId' | 'scope' | 'date' | 'region' | 'service'> {
  const [accessKeyId, date, region, service, terminator, ...more] = text.split('/');
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator !== 'aws4_request' ||
    more.length > 0
  ) {
    throw new Refusal(
      'IncompleteSignature',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return {
    accessKeyId,
    scope: `${date}/${region}/${service}/${terminator}`,
    date,
    region,
    service,
  };
}

function checkScope(exchange: Exchange, claim: Claim): void {
  if (claim.service !== SERVICE) {
    throw new Refusal(
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${SERVICE}'.`,
    );
  }
  const expected = scopeRegion(exchange.url.hostname);
  const known =
    expected === undefined
      ? /^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(claim.region)
      : claim.region === expected;
  if (!known)
    throw new Refusal('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.');
  if (!claim.time.startsWith(claim.date)) {
    throw new Refusal(
      'SignatureDoesNotMatch',
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP',
    );
  }
}

/** The Region that an STS host name takes; any for other hosts, such as loopback. */
function scopeRegion(hostname: string): string | undefined {
  if (hostname === 'sts.amazonaws.com') return 'us-east-1';
  return /^sts(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|api\.aws)$/.exec(
    hostname,
  )?.[1];
}

function checkTime(exchange: Exchange, claim: Claim): void {
  const signedAt = parseTime(claim.time);
  if (signedAt === undefined) {
    throw new Refusal('IncompleteSignature', "Date must be in ISO-8601 'basic format'.");
  }
  const earliest = exchange.now - (claim.expires === undefined ? MAX_SKEW : claim.expires * 1_000);
  const now = formatTime(exchange.now);
  if (signedAt < earliest) {
    const allowed = claim.expires === undefined ? '5 min' : `${claim.expires} sec`;
    throw new Refusal(
      'SignatureDoesNotMatch',
      `Signature expired: ${claim.time} is now earlier than ${formatTime(earliest)} (${now} - ${allowed}.)`,
    );
  }
  const latest = exchange.now + MAX_SKEW;
  if (signedAt > latest) {
    throw new Refusal(
      'SignatureDoesNotMatch',
      `Signature not yet current: ${claim.time} is still later than ${formatTime(latest)} (${now} + 5 min.)`,
    );
  }
}

function checkSignedHeaders(exchange: Exchange, claim: Claim): void {
  const sorted = [...claim.signedHeaders].sort();
  if (
    claim.signedHeaders.some((name, index) => name !== sorted[index] || name !== name.toLowerCase())
  ) {
    throw new Refusal('IncompleteSignature', 'SignedHeaders must be lower case and sorted.');
  }
  const required = ['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'].filter(
    (name) => name === 'host' || exchange.headers.has(name),
  );
  for (const name of required) {
    if (!claim.signedHeaders.includes(name)) {
      throw new Refusal(
        'SignatureDoesNotMatch',
        `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
      );
    }
  }
}

async function sign(exchange: Exchange, claim: Claim, secretAccessKey: string): Promise<string> {
  const canonicalRequest = [
    exchange.method,
    exchange.url.pathname,
    canonicalQuery(exchange.url),
    ...claim.signedHeaders.map((name) => `${name}:${canonicalHeader(exchange, name)}`),
    '',
    claim.signedHeaders.join(';'),
    hex(await crypto.subtle.digest('SHA-256', exchange.body)),
  ].join('\n');
  const digest = hex(await crypto.subtle.digest('SHA-256', utf8(canonicalRequest)));
  const stringToSign = [ALGORITHM, claim.time, claim.scope, digest].join('\n');
  let key: Uint8Array = utf8(`AWS4${secretAccessKey}`);
  for (const part of claim.scope.split('/')) key = await hmac(key, part);
  return hex(await hmac(key, stringToSign));
}

/** Every parameter but the signature itself, percent-encoded as RFC 3986 has it, sorted by name and then by value. */
function canonicalQuery(url: URL): string {
  const pairs: [string, string][] = [];
  for (const pair of url.search.slice(1).split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    const value = at < 0 ? '' : pair.slice(at + 1);
    if (name !== 'X-Amz-Signature') pairs.push([reencode(name), reencode(value)]);
  }
  pairs.sort(([a, b], [c, d]) => order(a, c) || order(b, d));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function reencode(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text)).replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    throw new Refusal('MalformedQueryString', 'The query string contains a syntax error.');
  }
}

function canonicalHeader(exchange: Exchange, name: string): string {
  // A Request made from a URL alone has no Host header; what would be sent is the URL's own host.
  const value = exchange.headers.get(name) ?? (name === 'host' ? exchange.url.host : '');
  return value.trim().replaceAll(/ +/g, ' ');
}

async function hmac(key: Uint8Array, text: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey(
    'raw',
    key,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Epoch milliseconds of `YYYYMMDDTHHMMSSZ`. */
function parseTime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function formatTime(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
