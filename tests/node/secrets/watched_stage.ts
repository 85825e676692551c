// The library over a sandbox all of whose secrets are known.

import type { FaultAnswer, SandboxOptions } from 'aws-sso-wasm/sandbox';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';
import { setStage, type Stage } from '../library/stage.js';

/** What the library asks of the services. */
export const OPERATIONS = [
  'RegisterClient',
  'StartDeviceAuthorization',
  'CreateToken',
  'ListAccounts',
  'GetRoleCredentials',
  'Logout',
] as const;

/** How each of them can go wrong. */
export const ANSWERS: readonly FaultAnswer[] = [
  { kind: 'html' },
  { kind: 'truncate' },
  { kind: 'reset' },
  { kind: 'flood', bytes: 2_000_000 },
  { kind: 'refuse', code: 'InternalServerException' },
];
/** A stage, and what must not be seen on it. */
export interface WatchedStage extends Stage {
  readonly secrets: IssuedSecrets;
}

export async function watchedStage(options: SandboxOptions = {}): Promise<WatchedStage> {
  const secrets = new IssuedSecrets();
  let answer: (request: Request) => Promise<Response> = () => Promise.reject(new Error('Early.'));
  const fetch = secrets.watching((input, init) => answer(new Request(input, init)));
  const stage = await setStage(options, { fetch });
  answer = stage.sandbox.fetch;
  return { ...stage, secrets };
}
