/** Signing in by leaving the page and coming back (RFC 6749 section 4.1, with PKCE: RFC 7636). */

import { checkCallOptions, checkMethods, checkOptionalString } from '../arguments.js';
import { aborted, IdentityCenterError } from '../errors.js';
import type { StoreKey } from '../host.js';
import type { CompletedSignIn, IdentityCenter } from '../identity_center.js';
import type { CallOptions, Session } from '../session.js';
import { currentPage, type PageLocation } from './page.js';
import { createSessionStorageStore } from './session_storage_store.js';

/** The one path to which AWS sends a public client's person back. */
const CALLBACK_PATH = '/oauth/callback';

/** What {@link signInWithRedirect} takes. */
export interface RedirectOptions extends CallOptions {
  /** Where in this page's origin to go on afterwards, such as `/accounts`. `/` unless told. */
  readonly returnTo?: string;
}

/** A sign-in by redirect that was completed. */
export interface CompletedRedirect extends CompletedSignIn {
  /** The `returnTo` of {@link signInWithRedirect}: a path in this page's origin, with query and fragment. */
  readonly returnTo?: string;
}

/**
 * Leaves the page for the sign-in, at the end of which the browser comes back to `/oauth/callback` of this page's origin; the
 * page served there calls {@link completeRedirect}.
 *
 * AWS accepts a public client's redirect only at `http://127.0.0.1:{port}/oauth/callback`, so this is for pages served from
 * there, as `aws-sso-wasm serve` does. Every other page signs in with a device code.
 *
 * It does not resolve. Rejects with `ERR_INVALID_ARGUMENT` (this page is served from elsewhere, or `returnTo` lies outside its
 * origin), `ERR_STORE` (the browser stores nothing for this site), `ERR_ABORTED` (the signal, or the person came back by the
 * back button), and as {@link Session.beginSignIn} does.
 *
 * @example
 * ```ts
 * button.onclick = () => signInWithRedirect(session, { returnTo: location.pathname }).catch(show);
 * ```
 */
export function signInWithRedirect(
  session: Session,
  options: RedirectOptions = {},
): Promise<never> {
  checkMethods(session, 'The session', ['beginSignIn']);
  checkCallOptions(options);
  checkOptionalString(options.returnTo, 'options.returnTo');
  return leave(session, options);
}

/**
 * Completes the sign-in if this page is where the browser came back to; `undefined` if it is not. To be called first of all
 * when the page has loaded: at once it takes the secret code out of the address and the history. Afterwards the address is
 * that of `returnTo`.
 *
 * Rejects with `ERR_STATE_MISMATCH` (the redirect answers no sign-in that was begun in this tab, or one that was completed: by a
 * reload, or the back button), `ERR_STORE`, and as {@link IdentityCenter.completeSignIn} does.
 *
 * @example
 * ```ts
 * const returned = await completeRedirect(identityCenter);
 * if (returned !== undefined) show(returned.session);
 * ```
 */
export function completeRedirect(
  identityCenter: IdentityCenter,
  options: CallOptions = {},
): Promise<CompletedRedirect | undefined> {
  checkMethods(identityCenter, 'The identity center', ['session', 'completeSignIn']);
  checkCallOptions(options);
  const { location, history } = currentPage();
  if (location?.pathname !== CALLBACK_PATH) return Promise.resolve(undefined);
  const { href } = location;
  history?.replaceState(history.state, '', CALLBACK_PATH);
  return complete(identityCenter, href, options);
}

async function leave(session: Session, { signal, returnTo }: RedirectOptions): Promise<never> {
  const location = callbackOrigin();
  const path = returnTo === undefined ? undefined : pathWithin(location, returnTo);
  const call = signal === undefined ? {} : { signal };
  const redirectUri = `${location.origin}${CALLBACK_PATH}`;
  const { url, state } = await session.beginSignIn({ redirectUri, ...call });
  if (path !== undefined)
    await createSessionStorageStore().write(returnKey(state), new TextEncoder().encode(path));
  return await new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(aborted(signal?.reason));
    if (signal?.aborted === true) return giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    // The page that the back button brings back out of the browser's cache would wait for ever.
    currentPage().addEventListener?.('pageshow', ({ persisted }) => {
      if (persisted === true) giveUp();
    });
    location.assign(url);
  });
}

async function complete(
  identityCenter: IdentityCenter,
  href: string,
  options: CallOptions,
): Promise<CompletedRedirect> {
  const key = returnKey(new URL(href).searchParams.get('state') ?? '');
  let path: string | undefined;
  try {
    const store = createSessionStorageStore();
    const stored = await store.read(key);
    await store.remove(key);
    path = stored === undefined ? undefined : new TextDecoder().decode(stored);
    const done = await identityCenter.completeSignIn(href, options);
    return { ...done, ...(path === undefined ? {} : { returnTo: path }) };
  } finally {
    const { location, history } = currentPage();
    // Whoever moved on meanwhile knows better.
    if (location?.pathname === CALLBACK_PATH) {
      history?.replaceState(history.state, '', path ?? '/');
    }
  }
}

/** Beside the sign-in that it belongs to. */
function returnKey(state: string): StoreKey {
  return { kind: 'pending-sign-in', name: `${state}/return-to` };
}

/** The page's location, if AWS sends a browser back there. */
function callbackOrigin(): PageLocation {
  const { location } = currentPage();
  if (location?.protocol === 'http:' && location.hostname === '127.0.0.1') return location;
  throw new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'AWS sends a browser back to pages at http://127.0.0.1 only, and this page is not served from there.',
    { help: 'Sign in with a device code: signInWithDeviceCode().' },
  );
}

/** A path, never another origin: what a caller took from a query must not lead away. */
function pathWithin(location: PageLocation, returnTo: string): string {
  if (URL.canParse(returnTo, location.href)) {
    const { origin, pathname, search, hash } = new URL(returnTo, location.href);
    // Two slashes at the start would name a host.
    if (origin === location.origin && !pathname.startsWith('//')) return pathname + search + hash;
  }
  throw new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'The option returnTo leads out of the origin of this page.',
    { help: 'Give a path of this origin.' },
  );
}
