/** Who gets what: the judgement on every request, before anything of it is acted upon. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeListener } from '../../relay/index.js';
import type { Access } from './access.js';
import { isAsset, loadAsset, loadPage, type LoadedAsset } from './assets.js';
import type { PageConfiguration } from './page_configuration.js';
import { RELAY_PATH, relayRefusal } from './relay.js';
import { lockedPage, spentPage } from './refusal_page.js';
import { type Reply, sentence } from './reply.js';

/** Where the browser comes back to from AWS: the only path that AWS takes. */
const CALLBACK_PATH = '/oauth/callback';

/** What stands behind the routes. */
export interface Site {
  /** Such as `127.0.0.1:4411`. */
  readonly host: string;
  readonly access: Access;
  /** What a page is told when it loads. */
  configuration(): Promise<PageConfiguration>;
  /** Hands a request on to AWS. */
  readonly relay: NodeListener;
}

/** The answer to a request; `undefined` where the relay gives it. */
export async function answer(
  site: Site,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Reply | undefined> {
  const hosts = incoming.headersDistinct['host'] ?? [];
  // A page of another name that resolves to 127.0.0.1 has its own name here (DNS rebinding).
  if (hosts.length !== 1 || hosts[0] !== site.host) {
    return sentence(421, `Only http://${site.host}/ is served here.`);
  }
  const [path = '', query = ''] = split(incoming.url ?? '');
  if (path === RELAY_PATH || path.startsWith(`${RELAY_PATH}/`)) {
    const refusal = refusalOfStranger(site, incoming);
    if (refusal !== undefined) return relayRefusal(refusal);
    site.relay(incoming, outgoing);
    return undefined;
  }
  const isDocument = path === '/' || path === CALLBACK_PATH;
  if (!isDocument && !isAsset(path) && path !== '/config.json') {
    return sentence(404, 'There is nothing here.');
  }
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    return sentence(405, 'Only GET and HEAD are served here.', { allow: 'GET, HEAD' });
  }
  if (path === '/') return entrance(site, incoming, new URLSearchParams(query));
  // AWS leads here from its own site, so that the browser leaves out the cookie; the page itself holds no secret.
  if (path === CALLBACK_PATH) return refusalOfFrame(incoming) ?? page();
  if (path === '/config.json') {
    const refusal = refusalOfStranger(site, incoming);
    return refusal === undefined ? json(await site.configuration()) : sentence(403, refusal);
  }
  const from = header(incoming, 'sec-fetch-site');
  if (from !== undefined && from !== 'same-origin' && from !== 'none') {
    return sentence(403, 'Another site has no use for this.');
  }
  return file(await loadAsset(path), incoming);
}

/** `/`: takes a token for a cookie, and shows the page to who has one. */
async function entrance(
  { access }: Site,
  incoming: IncomingMessage,
  query: URLSearchParams,
): Promise<Reply> {
  const refusal = refusalOfFrame(incoming);
  if (refusal !== undefined) return refusal;
  const isKnown = access.admits(incoming.headersDistinct['cookie'] ?? []);
  const token = query.get('token');
  if (token === null) return isKnown ? page() : lockedPage();
  // Who only looks ahead, as a preview does, must not use it up.
  const isLookingAhead =
    incoming.method === 'HEAD' || /prefetch|prerender/.test(header(incoming, 'sec-purpose') ?? '');
  const cookie = isLookingAhead ? undefined : access.exchange(token);
  if (cookie === undefined && !isKnown) return spentPage();
  return {
    status: 303,
    headers: {
      'cache-control': 'no-store',
      location: '/',
      ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    },
    body: '',
  };
}

/** Why a request is not one of our page's; `undefined` if it is. */
function refusalOfStranger({ host, access }: Site, incoming: IncomingMessage): string | undefined {
  const from = header(incoming, 'sec-fetch-site');
  const origin = header(incoming, 'origin');
  // Another port of 127.0.0.1 is the same site, and gets the cookie: only the origin tells it apart.
  if (
    (from !== undefined && from !== 'same-origin') ||
    (origin !== undefined && origin !== `http://${host}`)
  ) {
    return 'Only the page of this console may ask for this.';
  }
  if (!access.admits(incoming.headersDistinct['cookie'] ?? [])) {
    return 'This browser has not been let in. Run aws-sso-wasm serve again.';
  }
  return undefined;
}

/** Documents are shown in windows and tabs, and nowhere else. */
function refusalOfFrame(incoming: IncomingMessage): Reply | undefined {
  const destination = header(incoming, 'sec-fetch-dest');
  return destination === undefined || destination === 'document'
    ? undefined
    : sentence(403, 'This is a page, to be opened in a window of its own.');
}

async function page(): Promise<Reply> {
  const loaded = await loadPage();
  return loaded === undefined
    ? incomplete()
    : {
        status: 200,
        headers: { 'cache-control': 'no-store', 'content-type': loaded.type },
        body: loaded.body,
      };
}

function file(asset: LoadedAsset | undefined, incoming: IncomingMessage): Reply {
  if (asset === undefined) return incomplete();
  const { type, body, etag } = asset;
  const headers = { 'cache-control': 'no-cache', etag };
  return header(incoming, 'if-none-match') === etag
    ? { status: 304, headers, body: '' }
    : { status: 200, headers: { ...headers, 'content-type': type }, body };
}

function incomplete(): Reply {
  return sentence(404, 'The installed package is without this file. Install it again.');
}

function json(value: PageConfiguration): Reply {
  return {
    status: 200,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}

/** The only value of a header; of several the text of none that is allowed. */
function header(incoming: IncomingMessage, name: string): string | undefined {
  return incoming.headersDistinct[name]?.join(', ');
}

function split(target: string): readonly string[] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target] : [target.slice(0, mark), target.slice(mark + 1)];
}
