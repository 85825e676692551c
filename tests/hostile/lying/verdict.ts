// What an operation has to come to when it is lied about: never "anything but a hang".

import type { Code } from 'aws-sso-wasm';
import type { Operation } from './server.js';

/** The ways into the library: its own HTTP in Node, fetch, and fetch to a relay. */
export type Door = 'node' | 'fetch' | 'relay';

/** An outcome, and how many requests it may take. */
export interface Verdict {
  /** Absent for a success. */
  readonly code?: Code;
  /** What the person reads. */
  readonly sentence?: RegExp;
  /** The next step that the person reads. */
  readonly help?: RegExp;
  /** With `ERR_SERVICE`. */
  readonly status?: number;
  /** Of the operation that is lied about: this many, or from so many to so many. */
  readonly requests: number | readonly [least: number, most: number];
  /** Milliseconds that every wait between two attempts takes; absent, they are random. */
  readonly wait?: number;
  /** What a sign-out tells; absent, that AWS has ended the session unless there was an error. */
  readonly revoked?: boolean;
}

/** Where in an answer the lie is: what only its body shows is nothing to an operation that reads none. */
export type Place = 'connection' | 'head' | 'body';

/** The next step after what no service sends. */
const NOT_AWS = /something else than AWS/;

/** The next step after a web page. */
export const WEB_PAGE = /The answer was a web page/;

/** The attempts of a call in all. */
export const ATTEMPTS = 3;

/** Which of the operations lists page by page, at a pace of its own. */
export function lists(operation: Operation): boolean {
  return operation === 'ListAccounts' || operation === 'ListAccountRoles';
}

/** A success at the first request. */
export const FINE: Verdict = { requests: 1 };

/** The connection ended without an answer. */
export function brokeOff(door: Door): Verdict {
  const sentence =
    door === 'node' ? /The connection to \S+ broke off\./ : /\S+ could not be reached\./;
  return { code: 'ERR_NETWORK', sentence, help: /connection|again|relay/, requests: ATTEMPTS };
}

/** The answer did not come in time. */
export const LATE: Verdict = {
  code: 'ERR_TIMEOUT',
  sentence: /\S+ did not answer within [\d.]+ seconds\./,
  help: /Check the network connection/,
  requests: ATTEMPTS,
};

/** What came is not HTTP; fetch tells nobody why it failed. */
export function notHttp(door: Door): Verdict {
  if (door !== 'node') return brokeOff(door);
  return bad(/\S+ answered with something that is not HTTP\./, NOT_AWS);
}

/** The headers do not end. */
export function tooManyHeaders(door: Door): Verdict {
  if (door !== 'node') return brokeOff(door);
  return bad(/more headers than any AWS service sends\./, NOT_AWS);
}

/** The body does not end. */
export const TOO_LARGE: Verdict = bad(/\S+ answered with more than 1 MiB\./, NOT_AWS);

/** The answer is none that the API promises: said at once, asked no second time. */
export function bad(sentence: RegExp, help: RegExp = /Check|Try again/): Verdict {
  return { code: 'ERR_BAD_RESPONSE', sentence, help, requests: 1 };
}

/** A refusal that says little; asked again where that may help. */
export function refused(status: number, help: RegExp = /\S/): Verdict {
  const requests = [429, 500, 502, 503, 504].includes(status) ? ATTEMPTS : 1;
  return { code: 'ERR_SERVICE', sentence: /An error occurred \(/, help, status, requests };
}

/** The verdict as the operation has it, which may read no body, or go on by itself. */
export function judged(verdict: Verdict, operation: Operation, place: Place): Verdict {
  const { code, status = 0 } = verdict;
  if (operation === 'start URL') return judgedStartUrl(verdict);
  // The sign-out is one here also when AWS does not confirm it, and reads no body but a web page.
  if (operation === 'Logout') {
    const isUnread = code === 'ERR_BAD_RESPONSE' && place === 'body' && verdict.help !== NOT_AWS;
    const revoked =
      verdict.revoked ?? (code === undefined || (isUnread && verdict.help !== WEB_PAGE));
    return { requests: verdict.requests, revoked };
  }
  if (operation === 'CreateToken: device_code') {
    const isPassing =
      code === 'ERR_NETWORK' || code === 'ERR_TIMEOUT' || status >= 500 || status === 429;
    // The next poll is the next attempt, until the code ends.
    if (isPassing) {
      return {
        code: 'ERR_AUTHORIZATION_EXPIRED',
        sentence: /The pending authorization to retrieve an SSO token has expired\./,
        help: /Run the command again/,
        requests: [1, 25],
      };
    }
    // Before that comes the poll that finds the person undecided.
    const [least, most] = bounds(verdict);
    return { ...verdict, requests: [least, most + 1] };
  }
  if (lists(operation) && status === 429) {
    return {
      code: 'ERR_THROTTLED',
      sentence: /was refused \d+ times in a row: too many requests\./,
      help: /Try again in a minute/,
      // Three where each asks for a minute or more: two minutes of refusals end it.
      requests: [3, 50],
    };
  }
  return verdict;
}

/** The least and the most requests. */
export function bounds({ requests }: Verdict): readonly [least: number, most: number] {
  return typeof requests === 'number' ? [requests, requests] : requests;
}

function judgedStartUrl(verdict: Verdict): Verdict {
  const { code, status, requests } = verdict;
  const invalid = (sentence: RegExp): Verdict => ({
    code: 'ERR_CONFIG_INVALID',
    sentence,
    help: /\S/,
    requests,
  });
  if (code === 'ERR_SERVICE') {
    // HEAD is refused by some servers, and then GET is tried.
    if (status === 501) return { ...invalid(/resolve start URL: HTTP 501/), requests: 2 };
    return invalid(new RegExp(`resolve start URL: HTTP ${status}`));
  }
  if (code === undefined) return { requests };
  if (verdict.sentence?.source.includes('101')) {
    return invalid(/resolve start URL: HTTP 101/);
  }
  if (verdict.sentence?.source.includes('redirect')) {
    return invalid(
      /Could not resolve start URL '.*' to an AWS-owned endpoint\.|Location|must use https/,
    );
  }
  return { ...verdict, sentence: /Failed to resolve start URL: \S+/ };
}
