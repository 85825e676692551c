/** One request on its way through the sandbox, and the answers to it. */

import type { Directory } from './directory.js';
import type { EventDetail } from './events.js';
import type { Ledger } from './ledger.js';
import { base64url } from './random.js';
import { Refusal } from './refusal.js';
import type { Settings } from './options.js';
import type { Html } from './markup.js';

/** No request of any operation is longer, in bytes. */
export const MAX_BODY = 65_536;

/** A request with all that a handler needs to answer it. */
export interface Exchange {
  readonly settings: Settings;
  readonly directory: Directory;
  readonly ledger: Ledger;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** When it came: epoch milliseconds by the sandbox's clock. */
  readonly now: number;
  readonly requestId: string;
  /** What the event log should say about it. */
  readonly detail: EventDetail;
}

/** An answer before the headers that all answers have. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 200 with JSON. */
export function json(body: object): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** 200 with XML. */
export function xml(body: string): Answer {
  return { status: 200, headers: { 'Content-Type': 'text/xml' }, body };
}

/** A redirect that a browser follows with GET (RFC 9110 section 15.4.4). */
export function seeOther(location: string): Answer {
  return { status: 303, headers: { Location: location }, body: '' };
}

/**
 * A page that loads nothing, runs nothing and can be framed by nobody.
 *
 * `formTarget` is the origin to which its form may be redirected; browsers check redirects after a submission too.
 */
export function page(status: number, build: (nonce: string) => Html, formTarget?: string): Answer {
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const form = formTarget === undefined ? `'self'` : `'self' ${formTarget}`;
  const policy =
    `default-src 'none'; style-src 'nonce-${nonce}'; form-action ${form}; ` +
    `frame-ancestors 'none'; base-uri 'none'`;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      // Not no-referrer, which would make browsers send `Origin: null` with the form.
      'Referrer-Policy': 'same-origin',
    },
    body: build(nonce).text,
  };
}

/** The body as text. */
export function bodyText(exchange: Exchange): string {
  return new TextDecoder().decode(exchange.body);
}

/** The body of a form, as browsers and the query protocol send it. */
export function bodyForm(exchange: Exchange): URLSearchParams {
  return new URLSearchParams(bodyText(exchange));
}

/** The members of a JSON object, read one by one; whatever is not as the API has it is an InvalidRequestException. */
export class JsonBody {
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(exchange: Exchange) {
    const type = exchange.headers.get('content-type');
    if (type === null || !/^application\/json\s*(;|$)/i.test(type)) {
      throw new Refusal('InvalidRequestException', 'The content type has to be application/json');
    }
    this.#members = new Map(Object.entries(parseObject(bodyText(exchange))));
  }

  /** A string that has to be there. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined || value === '') {
      throw new Refusal('InvalidRequestException', `Missing required parameter: ${name}`);
    }
    return value;
  }

  /** A string, if it is there. */
  optionalText(name: string): string | undefined {
    const value = this.#members.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string')
      throw new Refusal('InvalidRequestException', `Not a string: ${name}`);
    return value;
  }

  /** A list of strings, if it is there. */
  optionalList(name: string): readonly string[] | undefined {
    const value = this.#members.get(name);
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw new Refusal('InvalidRequestException', `Not a list: ${name}`);
    return value.map((entry: unknown) => {
      if (typeof entry !== 'string')
        throw new Refusal('InvalidRequestException', `Not a list of strings: ${name}`);
      return entry;
    });
  }
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('InvalidRequestException', 'The body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('InvalidRequestException', 'The body is not a JSON object');
  }
  return value;
}
