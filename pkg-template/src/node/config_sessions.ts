/** The sessions that the shared config file names. */

import {
  argumentError,
  checkCallOptions,
  checkOptionalFunction,
  checkOptionalMilliseconds,
  checkOptions,
  checkString,
} from '../arguments.js';
import type { Center } from '../center.js';
import { createSession } from '../core_session.js';
import type { IdentityCenterListener } from '../events.js';
import type { CallOptions, Session } from '../session.js';
import { toJson } from '../wasm/json.js';
import * as glue from '../wasm/node_glue.js';
import type {
  ClientSettings,
  EnvironmentData,
  Json,
  SessionChoiceData,
  SessionData,
} from '../wasm/node_glue.js';
import { environmentFrom, variablesOf } from './environment.js';
import type { Environment } from './files.js';
import { createSharedCenter } from './shared_center.js';

/** Which session: that of an `sso-session` section, or the one that a profile uses, also through the roles that it assumes. */
export type SessionChoice =
  | { readonly ssoSession: string; readonly profile?: never }
  | { readonly profile: string; readonly ssoSession?: never };

/** What {@link sessionFromConfig} and {@link sharedSessions} take. Everything can be left out. */
export interface ConfigOptions extends CallOptions {
  /**
   * The environment variables: which profile is meant, where the files lie, where the services are and how to reach them.
   * Those of this process unless told.
   */
  readonly environment?: Environment;
  /** The limit of one HTTP exchange, body included, in milliseconds. 15000 unless told. */
  readonly timeoutMilliseconds?: number;
  /** Takes the events of the session. What it throws is ignored. */
  readonly onEvent?: IdentityCenterListener;
}

/**
 * A session as the shared config file has it, over the shared files. Without a choice it is that of the profile that
 * `AWS_PROFILE` names, or else of the default profile. The profile's endpoints and `ca_bundle` are the session's.
 *
 * Throws a `TypeError` with the code `ERR_INVALID_ARGUMENT` for arguments of a wrong type. Rejects with `ERR_PROFILE_NOT_FOUND`,
 * `ERR_SESSION_NOT_FOUND`, `ERR_CONFIG_INCOMPLETE` (no session, or one that lacks a value), `ERR_CONFIG_INVALID`, `ERR_STORE` or
 * `ERR_ABORTED`.
 *
 * @example
 * ```ts
 * const session = await sessionFromConfig({ ssoSession: 'work' });
 * for await (const { account, roles } of session.accountRoles()) console.log(account.accountName, roles);
 * ```
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
 */
export function sessionFromConfig(
  choice?: SessionChoice,
  options: ConfigOptions = {},
): Promise<Session> {
  const wanted = toJson(checkedChoice(choice));
  const { center, variables, sessionOver } = begun(options);
  return center
    .ask(options, undefined, (_core, client, host) =>
      glue.configuredSession(client, host, wanted, variables),
    )
    .then((found) => sessionOver(found, found.session));
}

/**
 * Every session of the shared config file that is complete: the `sso-session` sections, then the start URLs of legacy
 * profiles. Their endpoints are those of the profile that `AWS_PROFILE` names, or of the default profile.
 *
 * Throws and rejects as {@link sessionFromConfig}.
 */
export function sharedSessions(options: ConfigOptions = {}): Promise<readonly Session[]> {
  const { center, variables, sessionOver } = begun(options);
  return center
    .ask(options, undefined, (_core, client, host) => glue.sharedSessions(client, host, variables))
    .then((found) => found.sessions.map((session) => sessionOver(found, session)));
}

/** Where the services of a configured session are. */
interface Services {
  readonly settings: ClientSettings;
  readonly caBundle?: string;
}

/** Checks the options; what is needed to read the files, and to make a session of what was read. */
function begun(options: ConfigOptions): {
  readonly center: Center;
  readonly variables: Json<EnvironmentData>;
  sessionOver(services: Services, session: SessionData): Session;
} {
  checkCallOptions(options);
  const { timeoutMilliseconds, onEvent } = options;
  checkOptionalMilliseconds(timeoutMilliseconds, 'options.timeoutMilliseconds', 1);
  checkOptionalFunction(onEvent, 'options.onEvent');
  const environment = environmentFrom(options.environment);
  const settings = { environment, timeoutMilliseconds };
  return {
    center: createSharedCenter(settings).center,
    variables: variablesOf(environment),
    sessionOver(services, session) {
      const { center } = createSharedCenter({ ...settings, ...services });
      if (onEvent !== undefined) center.subscribe(onEvent);
      return createSession(center, session);
    },
  };
}

function checkedChoice(choice: SessionChoice | undefined): SessionChoiceData {
  if (choice === undefined) return {};
  checkOptions(choice, 'The choice of a session');
  const { ssoSession, profile } = choice;
  if (ssoSession !== undefined && profile !== undefined) {
    throw argumentError('A session is chosen by ssoSession or by profile, not by both.');
  }
  if (ssoSession === undefined) checkString(profile, 'profile');
  else checkString(ssoSession, 'ssoSession');
  return { ssoSession, profile };
}
