/** What the server of this page tells of itself: the sessions of the person's config file, and where to reach AWS. */

import { CODES, IdentityCenterError, type Endpoints } from 'aws-sso-wasm/browser';
import { asObject, parsed } from './json.js';
import { readSessionFacts, type SessionFacts } from './session_facts.js';

/** What `/config.json` holds. */
export interface PageConfig {
  /** Those that the person can pick by name. */
  readonly sessions: readonly SessionFacts[];
  /** The base of the relay, such as `/idc`. */
  readonly relay: string;
  readonly endpoints: Endpoints;
  readonly fips: boolean;
  readonly dualStack: boolean;
  /** Why the config file offers no session, if it cannot be read as it is. */
  readonly problem: IdentityCenterError | undefined;
  /** Whether all of this is the sandbox, and nothing reaches AWS. */
  readonly sandbox: boolean;
}

/** The configuration in this text, if it is one. */
export function readConfig(text: string): PageConfig | undefined {
  const config = asObject(parsed(text));
  if (config === undefined || typeof config['relay'] !== 'string') return undefined;
  if (!Array.isArray(config['sessions'])) return undefined;
  const sessions = config['sessions'].map(readSessionFacts);
  const endpoints = asObject(config['endpoints'] ?? {});
  if (endpoints === undefined) return undefined;
  return {
    sessions: sessions.filter((session) => session !== undefined),
    relay: config['relay'],
    endpoints: {
      ...(typeof endpoints['ssoOidc'] === 'string' ? { ssoOidc: endpoints['ssoOidc'] } : {}),
      ...(typeof endpoints['sso'] === 'string' ? { sso: endpoints['sso'] } : {}),
      ...(typeof endpoints['sts'] === 'string' ? { sts: endpoints['sts'] } : {}),
    },
    fips: config['fips'] === true,
    dualStack: config['dualStack'] === true,
    problem: readProblem(config['problem']),
    sandbox: config['sandbox'] === true,
  };
}

/** What is wrong with the config file. The server found it, and words it. */
function readProblem(value: unknown): IdentityCenterError | undefined {
  const problem = asObject(value);
  if (problem === undefined || typeof problem['message'] !== 'string') return undefined;
  const code = CODES.find((each) => each === problem['code']) ?? 'ERR_CONFIG_INVALID';
  const { help } = problem;
  return new IdentityCenterError(
    code,
    problem['message'],
    typeof help === 'string' ? { help } : {},
  );
}
