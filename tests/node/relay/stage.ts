// A relay whose way to AWS is a function of the test, and a page that asks it.

import { createRelay, type Relay, type RelayOptions } from 'aws-sso-wasm/relay';

/** Where the page and the relay are. */
export const ORIGIN = 'https://console.example.com';

/** A token in the form of the service's. */
export const TOKEN = 'aoaAAAAAGZ1-_~+/=eyJlbmMi';

/** What the library sends with every request, and a browser with every one to its own origin. */
export const FROM_PAGE = { 'X-Requested-By': 'aws-sso-wasm', 'Sec-Fetch-Site': 'same-origin' };

/** One request as it went to AWS. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly redirect: string | undefined;
  readonly signal: AbortSignal;
}

/** A relay, and what it sent. */
export interface Stage {
  readonly relay: Relay;
  readonly sent: readonly Sent[];
}

/** What AWS answers with, unless the test says otherwise. */
const OK = (): Response => Response.json({ accountList: [] });

/** A relay with these options; `answer` is AWS. */
export function setStage(
  options: RelayOptions = {},
  answer: (sent: Sent) => Response | Promise<Response> = OK,
): Stage {
  const sent: Sent[] = [];
  const relay = createRelay({
    fetch: async (url, { method = 'GET', headers, body, redirect, signal }) => {
      const request: Sent = {
        url,
        method,
        headers: Object.fromEntries(new Headers(headers)),
        body: body ?? undefined,
        redirect,
        signal: signal ?? AbortSignal.abort(),
      };
      sent.push(request);
      return await answer(request);
    },
    ...options,
  });
  return { relay, sent };
}

/** What a page's request is, where it is not the usual. A header that is `undefined` is left out. */
export interface Changes {
  readonly origin?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: NonNullable<RequestInit['body']>;
  readonly signal?: AbortSignal;
}

/** A page's GET, with a token. */
export function get(path: string, changes: Changes = {}): Request {
  return request(path, 'GET', { Authorization: `Bearer ${TOKEN}` }, changes);
}

/** A page's POST of JSON, as to SSO OIDC. A body that is an object is written as JSON. */
export function post(path: string, body: unknown, changes: Changes = {}): Request {
  const text = typeof body === 'object' ? JSON.stringify(body) : String(body);
  const headers = { 'Content-Type': 'application/json', Origin: changes.origin ?? ORIGIN };
  return request(path, 'POST', headers, { body: text, ...changes });
}

/** A page's POST without a body, with a token. */
export function postNothing(path: string, changes: Changes = {}): Request {
  return request(path, 'POST', { Authorization: `Bearer ${TOKEN}`, Origin: ORIGIN }, changes);
}

function request(
  path: string,
  method: string,
  usual: Readonly<Record<string, string>>,
  { origin = ORIGIN, headers, body, signal, method: other }: Changes,
): Request {
  const all = new Headers({ ...FROM_PAGE, ...usual });
  for (const [name, value] of Object.entries(headers ?? {})) {
    all.delete(name);
    if (value !== undefined) all.set(name, value);
  }
  return new Request(`${origin}${path}`, {
    method: other ?? method,
    headers: all,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** What the relay itself refused with. */
export async function refusal(
  response: Response,
): Promise<{ readonly status: number; readonly message: unknown }> {
  const body: unknown = await response.json();
  const { __type, message, ...rest } = Object(body);
  if (__type !== 'RelayException' || Object.keys(rest).length > 0) {
    throw new Error(`This is no refusal of the relay: ${JSON.stringify(body)}`);
  }
  return { status: response.status, message };
}
