/** Notices that AWS asks to slow down. The library obeys by itself; a person should know why it takes long. */

import type { Fetch } from 'aws-sso-wasm/browser';

const TOO_MANY_REQUESTS = 429;
/** How long after the last "too many requests" it is still said. */
const SAID_FOR = 4_000;

let lastAsked = Number.NEGATIVE_INFINITY;

/** The browser's `fetch`, watched for "too many requests". */
export const watchedFetch: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status === TOO_MANY_REQUESTS) lastAsked = performance.now();
  return response;
};

/** Whether AWS asked to slow down within the last seconds. */
export function isThrottled(): boolean {
  return performance.now() - lastAsked < SAID_FOR;
}
