// Asking STS over the core: arguments are checked at once.

import { checkCallOptions, checkOptionalString, checkOptions, checkString } from './arguments.js';
import type { CallerIdentity, CallerIdentityOptions } from './caller_identity.js';
import type { Center } from './center.js';
import type { AwsCredentialIdentity } from './credentials.js';
import { toJson } from './wasm/json.js';

/** Checks the arguments and asks; `start` reads what else is in the options. */
export function askIdentity(
  credentials: AwsCredentialIdentity,
  options: Omit<CallerIdentityOptions, 'fetch'>,
  start: () => Center,
): Promise<CallerIdentity> {
  checkOptions(credentials, 'The credentials');
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  checkString(accessKeyId, 'credentials.accessKeyId');
  checkString(secretAccessKey, 'credentials.secretAccessKey');
  checkOptionalString(sessionToken, 'credentials.sessionToken');
  checkCallOptions(options);
  const { region, endpoint } = options;
  checkString(region, 'options.region');
  checkOptionalString(endpoint, 'options.endpoint');
  const keys = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  return start().ask(options, undefined, (core, client, host) =>
    core.callerIdentity(client, host, toJson(keys), region),
  );
}
