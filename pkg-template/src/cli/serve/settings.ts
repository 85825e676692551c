/** What the core says of the web console: see `settings` in `src/cli/serve.rs`. */

import { IdentityCenterError } from '../../errors.js';
import type { PageEndpoints, PageOffer } from './page_configuration.js';

/** How to serve. */
export interface WebConsoleSettings {
  /** 0 is any free one. */
  readonly port: number;
  /** Sign in to a sandbox that runs beside, not to AWS. */
  readonly sandbox: boolean;
  readonly fips: boolean;
  readonly dualStack: boolean;
  readonly endpoints: PageEndpoints;
}

/** Reads the settings. Throws `ERR_INVALID_ARGUMENT`. */
export function readSettings(text: string): WebConsoleSettings {
  const value: unknown = JSON.parse(text);
  if (isObject(value)) {
    const { port, sandbox, fips, dualStack, endpoints } = value;
    if (
      typeof port === 'number' &&
      typeof sandbox === 'boolean' &&
      typeof fips === 'boolean' &&
      typeof dualStack === 'boolean' &&
      isObject(endpoints)
    ) {
      return { port, sandbox, fips, dualStack, endpoints };
    }
  }
  throw unlike('settings');
}

/** Reads what a page may offer. Throws `ERR_INVALID_ARGUMENT`. */
export function readOffer(text: string): PageOffer {
  const value: unknown = JSON.parse(text);
  if (isOffer(value)) return value;
  throw unlike('sessions');
}

function isOffer(value: unknown): value is PageOffer {
  return isObject(value) && Array.isArray(value['sessions']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unlike(what: string): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    `The ${what} of the web console are not as it takes them.`,
  );
}
