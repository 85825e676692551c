/** The sandbox itself: a function from requests to answers, and what tests need around it. */

import { Directory } from './directory.js';
import type { EventDetail, Operation, SandboxEvent } from './events.js';
import { MAX_BODY, type Answer, type Exchange } from './exchange.js';
import { FaultQueue, type Fault } from './faults.js';
import { IdentityCenterError } from '../errors.js';
import { Ledger } from './ledger.js';
import { misbehave } from './misbehave.js';
import { settle, type SandboxOptions } from './options.js';
import { Refusal } from './refusal.js';
import { refuse, respond } from './response.js';
import { route, type Route } from './routes.js';
import { Throttle } from './throttle.js';

/** How many events are kept. */
const MAX_EVENTS = 100_000;

/**
 * A stand-in for IAM Identity Center and STS.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox({ accounts: 5, consent: 'approve' });
 * const response = await sandbox.fetch('https://oidc.us-east-1.amazonaws.com/client/register', {
 *   method: 'POST',
 *   headers: { 'content-type': 'application/json' },
 *   body: JSON.stringify({ clientName: 'test', clientType: 'public' }),
 * });
 * ```
 */
export interface Sandbox {
  /**
   * Answers a request. It takes what the global `fetch` takes, so it can be handed to whatever lets its caller supply a
   * `fetch`; only path, query and method decide, so AWS's host names and any other origin serve alike.
   *
   * Rejects with a TypeError where a fault resets the connection, and with the signal's reason where the request is
   * aborted.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;
  /** The start URL that it knows. */
  readonly startUrl: string;
  /** Its Region. */
  readonly region: string;
  /** The accounts with the names of their roles, in the order in which they are listed. */
  readonly accounts: readonly { readonly accountId: string; readonly roles: readonly string[] }[];
  /** Every request so far, oldest first. The oldest are dropped beyond 100000. */
  readonly events: readonly SandboxEvent[];
  /** How many requests of this operation came, whatever became of them. */
  count(operation: Operation, filter?: (event: SandboxEvent) => boolean): number;
  /**
   * Decides an authorization request as the person on the consent page would. Returns the URL to which the browser would
   * be redirected. Rejects with `ERR_INVALID_ARGUMENT` when the request is such that there is no redirect.
   */
  decide(authorizeUrl: string, decision: 'approve' | 'deny'): Promise<string>;
  /**
   * Decides a device's request as the person on the device page would. Rejects with `ERR_INVALID_ARGUMENT` when no such
   * user code is waiting.
   */
  decideDevice(userCode: string, decision: 'approve' | 'deny'): Promise<void>;
  /** Adds a fault behind those that are waiting. */
  inject(fault: Fault): void;
  /** Forgets all faults that are waiting. */
  clearFaults(): void;
  /** Forgets every registration, as if AWS had revoked them: `invalid_client` from then on. */
  revokeRegistrations(): void;
  /** Ends every sign-in: access tokens get 401, refresh tokens `invalid_grant`. */
  revokeSessions(): void;
  /** Forgets every access token; refresh tokens stay good. */
  revokeAccessTokens(): void;
}

/** Makes a sandbox. Throws `ERR_INVALID_ARGUMENT` for options that make no sense. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = settle(options);
  const directory = new Directory(settings);
  const ledger = new Ledger();
  const faults = new FaultQueue(settings.faults);
  const throttle = settings.rateLimit === undefined ? undefined : new Throttle(settings.rateLimit);
  const events: SandboxEvent[] = [];

  async function answer(request: Request): Promise<Response> {
    const now = settings.now();
    const detail: EventDetail = {};
    const requestId = crypto.randomUUID();
    const body = await readBody(request);
    const url = new URL(request.url);
    const exchange: Exchange = {
      settings,
      directory,
      ledger,
      method: request.method,
      url,
      headers: request.headers,
      body: body ?? new Uint8Array(),
      now,
      requestId,
      detail,
    };
    const chosen = route(exchange);
    const fault = faults.next(chosen.operation);
    const note = (status: number, error: string | undefined): void => {
      const event: SandboxEvent = {
        time: new Date(now),
        operation: chosen.operation,
        status,
        ...(error === undefined ? {} : { error }),
        injected: fault !== undefined,
        ...detail,
      };
      events.push(event);
      if (events.length > MAX_EVENTS) events.shift();
      settings.onEvent(event);
    };
    await delay(settings.latency, request.signal);
    const truthfully = async (): Promise<Response> => {
      const { written, error } = await handle(exchange, chosen, body === undefined, throttle);
      note(written.status, error);
      return respond(settings, chosen.service, requestId, written);
    };
    if (fault === undefined) return await truthfully();
    return await misbehave(fault, {
      request,
      requestId,
      service: chosen.service,
      settings,
      note,
      truthfully,
    });
  }

  async function submit(url: string, form: Readonly<Record<string, string>>): Promise<Response> {
    return await answer(new Request(url, { method: 'POST', body: new URLSearchParams(form) }));
  }

  return {
    fetch: async (input, init) => await answer(new Request(input, init)),
    startUrl: settings.startUrl,
    region: settings.region,
    accounts: directory.accounts,
    events,
    count: (operation, filter) =>
      events.filter(
        (event) => event.operation === operation && (filter === undefined || filter(event)),
      ).length,
    decide: async (authorizeUrl, decision) => {
      const response = await submit(authorizeUrl, { decision });
      const location = response.headers.get('location');
      if (location === null) throw invalid('The authorization request leads to no redirect.');
      return location;
    },
    decideDevice: async (userCode, decision) => {
      const response = await submit('http://127.0.0.1/device', { user_code: userCode, decision });
      if (!response.ok) throw invalid('No device is waiting with that user code.');
    },
    inject: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    revokeRegistrations: () => ledger.registrations.clear(),
    revokeSessions: () => ledger.revokeSessions(),
    revokeAccessTokens: () => ledger.accessTokens.clear(),
  };
}

/** The true answer, and the name of the error if it is a refusal. */
async function handle(
  exchange: Exchange,
  chosen: Route,
  tooLarge: boolean,
  throttle: Throttle | undefined,
): Promise<{ written: Answer; error: string | undefined }> {
  try {
    if (tooLarge) throw new Refusal('RequestEntityTooLargeException', 'The body is too large.');
    if (chosen.service === 'portal') checkPortal(exchange, throttle);
    return { written: await chosen.answer(exchange), error: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { written: refuse(chosen.service, error, exchange.requestId), error: error.code };
  }
}

function checkPortal(exchange: Exchange, throttle: Throttle | undefined): void {
  const wait = throttle?.take(exchange.now);
  if (wait !== undefined) {
    const retryAfter =
      exchange.settings.rateLimit?.retryAfter === true ? { retryAfter: Math.ceil(wait) } : {};
    throw new Refusal('TooManyRequestsException', 'HTTP 429 Unknown Code', retryAfter);
  }
  // A Request cannot hold a GET's body, but what announces one is still to be seen in its headers.
  const announced = exchange.headers.get('content-length') ?? '0';
  if (
    exchange.method === 'GET' &&
    (announced !== '0' || exchange.headers.has('transfer-encoding'))
  ) {
    throw new Refusal('MethodNotAllowedException', 'Method Not Allowed');
  }
}

/** The body, or undefined when it is too large. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  // A copy is read, so that a fault's own function can still read the request.
  const body = new Uint8Array(await request.clone().arrayBuffer());
  return body.length > MAX_BODY ? undefined : body;
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function invalid(message: string): IdentityCenterError {
  return new IdentityCenterError('ERR_INVALID_ARGUMENT', message);
}
