/** The bodies that pages send: read, checked, and written anew. */

import { readBody, TooLarge } from '../web/body.js';
import { Refusal } from './refusal.js';
import type { Route } from './routes.js';

/** The largest body that is taken, in bytes. */
const MAX_REQUEST = 65_536;

/** The grants that sign a person in; token exchange and JWT bearer are for backends. */
const GRANT_TYPES: readonly unknown[] = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
];

/** The body to send to AWS; `undefined` for none. */
export async function requestBody(
  request: Request,
  route: Route,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (route.method === 'GET') return undefined;
  if (route.service === 'portal') {
    await read(request, 0, signal);
    return undefined;
  }
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json(?:; *charset="?utf-8"?)?$/i.test(type)) {
    throw new Refusal(415, 'The body must be application/json.');
  }
  const members = parse(await read(request, MAX_REQUEST, signal));
  if (route.path === '/token' && !GRANT_TYPES.includes(members['grantType'])) {
    throw new Refusal(400, 'The relay does not pass this grant type on.');
  }
  // Written anew: of a member that stands there twice, AWS gets the one that was checked.
  return JSON.stringify(members);
}

async function read(request: Request, limit: number, signal: AbortSignal): Promise<string> {
  const bytes = await readBody(request.body, limit, signal).catch((error: unknown) => {
    if (error instanceof TooLarge) {
      throw limit === 0
        ? new Refusal(400, 'The request must have no body.')
        : new Refusal(413, `The body is larger than ${limit / 1024} KiB.`);
    }
    if (error instanceof Refusal && error.status === 504) {
      throw new Refusal(408, 'The body did not come in time.');
    }
    throw error;
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
}

/** The members: every one is a text or a list of texts, as in all three operations. */
function parse(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
  const isText = (member: unknown): boolean => typeof member === 'string';
  const isGood = (member: unknown): boolean =>
    isText(member) || (Array.isArray(member) && member.every(isText));
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    !Object.values(value).every(isGood)
  ) {
    throw new Refusal(400, 'The body is no JSON object of texts and lists of texts.');
  }
  return value as Readonly<Record<string, unknown>>;
}
