// A failed exchange over fetch in words: which host, what happened, what to do. Never the rest of the URL.

import { IdentityCenterError } from '../errors.js';

/** The error for what fetch raised: it tells no page why. */
export function networkError(
  cause: unknown,
  url: string,
  relay: string | undefined,
): IdentityCenterError {
  const { host, origin } = new URL(url);
  return new IdentityCenterError('ERR_NETWORK', `${host} could not be reached.`, {
    help: nextStep(origin, relay !== undefined && url.startsWith(relay)),
    cause,
  });
}

function nextStep(origin: string, isRelayed: boolean): string {
  const page = pageOrigin();
  if (isRelayed) {
    return page === origin
      ? 'Check that the server that this page came from still runs, and the network connection.'
      : 'Check that the relay runs, and the network connection.';
  }
  return page === undefined || page === origin
    ? 'Check the network connection, and that the Region and the endpoint are right.'
    : 'Check the network connection. IAM Identity Center lets no page of another origin (CORS) read its answers, so a page ' +
        'needs the option relay, or a Content-Security-Policy that names this host in connect-src.';
}

/** The origin of the page or worker that this runs in. */
export function pageOrigin(): string | undefined {
  const {
    location,
  }: { readonly location?: { readonly origin: string } } & Pick<typeof globalThis, 'URL'> =
    globalThis;
  return location?.origin === 'null' ? undefined : location?.origin;
}

/** The error for a host that did not answer in time. */
export function timeoutError(host: string, milliseconds: number): IdentityCenterError {
  const seconds = milliseconds / 1000;
  return new IdentityCenterError(
    'ERR_TIMEOUT',
    `${host} did not answer within ${seconds} seconds.`,
    { help: 'Check the network connection, then try again.' },
  );
}

/** The error for a redirect in a page, where nobody is told where it leads. */
export function redirectError(host: string): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_BAD_RESPONSE',
    `${host} answered with a redirect, and none is followed.`,
    {
      help:
        'Give the access portal URL that AWS made (https://….awsapps.com/start), and check the endpoint and the relay: ' +
        'something else may have answered, such as a sign-in page of your network.',
    },
  );
}

/** The error for a body beyond what any AWS service sends. */
export function sizeError(host: string): IdentityCenterError {
  return new IdentityCenterError('ERR_BAD_RESPONSE', `${host} answered with more than 1 MiB.`, {
    help: 'Check the endpoint and the relay: something else than AWS may have answered.',
  });
}

/** The error for a `fetch` of the caller's that is none. */
export function foreignFetchError(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'The fetch that was provided must give a Response.',
    { help: 'See the documentation of the option fetch.' },
  );
}

/** The error for a host that the core let pass: whether an internationalized name is one takes tables of Unicode. */
export function hostNameError(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'The host of the start URL or of an endpoint is no host name.',
    { help: 'Correct the start URL or the endpoint.' },
  );
}
