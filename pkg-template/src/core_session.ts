// A session over the core: arguments are checked at once, times become dates, and the tokens that are seen are watched.

import {
  argumentError,
  checkCallOptions,
  checkDate,
  checkOptionalFunction,
  checkOptionalString,
  checkOptionalStrings,
  checkOptions,
  checkRole,
  checkString,
} from './arguments.js';
import { nameOf, wholeSeconds, type Center, type Work } from './center.js';
import type { RoleCredentials } from './credentials.js';
import { IdentityCenterError } from './errors.js';
import { flattened, listing, type List } from './listing.js';
import { createProvider, createSharedSignIn } from './provider.js';
import type { CallOptions, Session, SessionStatus } from './session.js';
import { bridged } from './wasm/bridge.js';
import type { DevicePrompter, Json, PageSink, SessionData, StatusData } from './wasm/core_glue.js';
import { fromJson, toJson } from './wasm/json.js';

const CORE = Symbol('core');

/** What is behind a session. */
export interface SessionCore {
  readonly center: Center;
  readonly data: SessionData;
}

/** What is behind a session that this package made; `undefined` if it made none such. */
export function coreOf(session: Session): SessionCore | undefined {
  return Reflect.get(Object(session), CORE);
}

/** A session. A name of `null` is that of a legacy profile, which the core never refreshes. */
export function createSession(center: Center, data: SessionData): Session {
  const json = toJson(data);
  const name = nameOf(data);

  const ask = <T>(options: CallOptions, work: Work<Json<T>>): Promise<T> =>
    center.ask(options, data, work);

  const statusFrom = async (options: CallOptions, work: Work<Json<StatusData>>) =>
    readStatus(center, data, await ask(options, work));

  const roleCredentials = async (
    accountId: string,
    roleName: string,
    options: CallOptions,
  ): Promise<RoleCredentials> => {
    const found = await ask(options, (core, client, host) =>
      core.roleCredentials(client, host, json, accountId, roleName),
    );
    return { ...found, expiration: new Date(found.expiration) };
  };

  const accessToken = async (options: CallOptions) => {
    const found = await ask(options, (core, client, host) => core.accessToken(client, host, json));
    const expiresAt = wholeSeconds(found.expiresAt);
    center.noteToken(data, expiresAt);
    return { accessToken: found.accessToken, expiresAt: new Date(expiresAt) };
  };

  const list =
    <T>(
      work: (sink: PageSink<T>, ...call: Parameters<Work<unknown>>) => Promise<unknown>,
    ): List<T> =>
    (sink, signal) =>
      center.call({ signal }, data, (...all) => work(sink, ...all));

  const signIn = createSharedSignIn(() => session);

  const session: Session = {
    name,
    startUrl: data.startUrl,
    region: data.region,

    beginSignIn(options) {
      checkCallOptions(options);
      const { redirectUri } = options;
      checkString(redirectUri, 'options.redirectUri');
      return ask(options, (core, client, host) =>
        core.beginSignIn(client, host, json, redirectUri),
      );
    },

    completeSignIn(callbackUrl, options = {}) {
      checkString(callbackUrl, 'The callback URL');
      checkCallOptions(options);
      return completeSignIn(center, callbackUrl, options).then((done) => {
        if (nameOf(done.session) === name) return done.status;
        throw new IdentityCenterError(
          'ERR_STATE_MISMATCH',
          'The redirect answered the sign-in of another session, which is signed in now.',
          { help: `Begin the sign-in of this session.` },
        );
      });
    },

    signInWithDeviceCode(options) {
      checkCallOptions(options);
      const { onPrompt } = options;
      if (typeof onPrompt !== 'function') {
        throw argumentError('options.onPrompt must be a function.');
      }
      const prompter: DevicePrompter = {
        prompt: (device) =>
          bridged(async () => {
            const found = fromJson(device);
            const prompt = { ...found, expiresAt: new Date(found.expiresAt) };
            center.tell({ type: 'prompt', session: name, prompt });
            onPrompt(prompt);
          }),
      };
      return statusFrom(options, (core, client, host) =>
        core.signInWithDeviceCode(client, host, json, prompter),
      );
    },

    useToken(token, options = {}) {
      checkOptions(token, 'The token');
      const { accessToken: secret, expiresAt } = token;
      checkString(secret, 'token.accessToken');
      checkDate(expiresAt, 'token.expiresAt');
      checkCallOptions(options);
      const brought = toJson({ accessToken: secret, expiresAt: expiresAt.getTime() });
      return statusFrom(options, (core, client, host) =>
        core.useToken(client, host, json, brought),
      );
    },

    status(options = {}) {
      checkCallOptions(options);
      return statusFrom(options, (core, client, host) => core.status(client, host, json));
    },

    accessToken(options = {}) {
      checkCallOptions(options);
      return accessToken(options);
    },

    accounts(options = {}) {
      checkCallOptions(options);
      return flattened(
        listing(
          list((sink, core, client, host) => core.accounts(client, host, json, sink)),
          options.signal,
        ),
      );
    },

    roles(accountId, options = {}) {
      checkString(accountId, 'The account id');
      checkCallOptions(options);
      return flattened(
        listing(
          list((sink, core, client, host) => core.roles(client, host, json, accountId, sink)),
          options.signal,
        ),
      );
    },

    accountRoles(options = {}) {
      checkCallOptions(options);
      const { accountIds, signal } = options;
      checkOptionalStrings(accountIds, 'options.accountIds');
      const wanted = toJson<readonly string[] | null>(accountIds ?? null);
      return listing(
        list((sink, core, client, host) => core.accountRoles(client, host, json, wanted, sink)),
        signal,
      );
    },

    roleCredentials(role, options = {}) {
      checkRole(role);
      checkCallOptions(options);
      return roleCredentials(role.accountId, role.roleName, options);
    },

    consoleUrl(role, options = {}) {
      checkRole(role);
      const { accountId, roleName, destination } = role;
      checkOptionalString(destination, 'role.destination');
      checkCallOptions(options);
      return center.call(options, data, async (core) =>
        core.consoleUrl(data.startUrl, accountId, roleName, destination),
      );
    },

    provider(options) {
      checkRole(options);
      const { accountId, roleName, onSignInRequired } = options;
      checkOptionalFunction(onSignInRequired, 'options.onSignInRequired');
      return createProvider({
        center,
        session: name,
        load: () => roleCredentials(accountId, roleName, {}),
        signIn,
        onSignInRequired,
      });
    },

    tokenProvider(options = {}) {
      checkOptions(options, 'The options');
      const { onSignInRequired } = options;
      checkOptionalFunction(onSignInRequired, 'options.onSignInRequired');
      return createProvider({
        center,
        session: name,
        load: async () => {
          const found = await accessToken({});
          return { token: found.accessToken, expiration: found.expiresAt };
        },
        signIn,
        onSignInRequired,
      });
    },

    signOut(options = {}) {
      checkCallOptions(options);
      return ask(options, (core, client, host) => core.signOut(client, host, json)).then(
        ({ tokens, unconfirmed, roleCredentials: removed }) => ({
          revoked: tokens > 0 && unconfirmed === 0,
          roleCredentials: removed,
        }),
      );
    },
  };
  // Not to be listed: who prints a session has no use for it.
  Object.defineProperty(session, CORE, { value: { center, data } satisfies SessionCore });
  return session;
}

/** Completes the sign-in that this redirect answers, whichever session began it. */
export async function completeSignIn(
  center: Center,
  callbackUrl: string,
  options: CallOptions,
): Promise<{ readonly session: SessionData; readonly status: SessionStatus }> {
  const { session, status } = await center.ask(options, undefined, (core, client, host) =>
    core.completeSignIn(client, host, callbackUrl),
  );
  return { session, status: readStatus(center, session, status) };
}

/** The status for the caller; the end of the token is watched from now on. */
export function readStatus(center: Center, data: SessionData, status: StatusData): SessionStatus {
  const { signedIn, refreshable, expiresAt, registrationExpiresAt } = status;
  center.noteToken(data, expiresAt);
  return {
    signedIn,
    refreshable,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
    ...(registrationExpiresAt === undefined
      ? {}
      : { registrationExpiresAt: new Date(registrationExpiresAt) }),
  };
}
