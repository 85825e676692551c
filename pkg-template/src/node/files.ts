// Where the documents lie on this machine: the port's keys become paths here and nowhere else.

import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { IdentityCenterError } from '../errors.js';
import type { Collection, StoreKey } from '../host.js';

/** The environment variables a host was given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the shared files of the AWS CLI and SDKs lie. */
export interface FileLocations {
  readonly config: string;
  readonly credentials: string;
  /** The folder of tokens and client registrations. */
  readonly ssoCache: string;
  /** The folder of role credentials. */
  readonly cliCache: string;
}

/**
 * Finds the shared files: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` move the two files, the caches always
 * lie below the home directory.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function locateFiles(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): FileLocations {
  const path = platform === 'win32' ? win32 : posix;
  const home = homeOf(environment, platform);
  const moved = (name: string): string | undefined => {
    const value = environment[name];
    return value ? expand(value, environment, home, platform) : undefined;
  };
  return {
    config: moved('AWS_CONFIG_FILE') ?? path.join(home, '.aws', 'config'),
    credentials: moved('AWS_SHARED_CREDENTIALS_FILE') ?? path.join(home, '.aws', 'credentials'),
    ssoCache: path.join(home, '.aws', 'sso', 'cache'),
    cliCache: path.join(home, '.aws', 'cli', 'cache'),
  };
}

/**
 * A document's path, or `undefined` for one that is never a file: a pending sign-in holds a secret and ends with
 * the process.
 */
export function pathOf(locations: FileLocations, key: StoreKey): string | undefined {
  switch (key.kind) {
    case 'config':
      return locations.config;
    case 'credentials':
      return locations.credentials;
    case 'sso-cache':
    case 'cli-cache':
      if (!isBareName(key.name)) {
        throw new IdentityCenterError(
          'ERR_INVALID_ARGUMENT',
          'The name of a cached document must be a file name without a folder.',
        );
      }
      return join(folderOf(locations, key.kind), key.name);
    case 'pending-sign-in':
      return undefined;
  }
}

/** The folder of a collection. */
export function folderOf(locations: FileLocations, collection: Collection): string {
  return collection === 'sso-cache' ? locations.ssoCache : locations.cliCache;
}

/** Whether the name stays in its folder on every platform: no separator, no drive, no `..`. */
export function isBareName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && !isDrive(name);
}

function isDrive(name: string): boolean {
  return process.platform === 'win32' && name.includes(':');
}

function homeOf(environment: Environment, platform: NodeJS.Platform): string {
  const { HOME, USERPROFILE, HOMEDRIVE, HOMEPATH } = environment;
  if (HOME) return HOME;
  if (platform === 'win32') {
    if (USERPROFILE) return USERPROFILE;
    if (HOMEDRIVE && HOMEPATH) return HOMEDRIVE + HOMEPATH;
  }
  return homedir();
}

// As Python's expandvars and expanduser, in the order of botocore: an unknown variable stays as it is written.
function expand(
  path: string,
  environment: Environment,
  home: string,
  platform: NodeJS.Platform,
): string {
  const variable = platform === 'win32' ? /\$\w+|\$\{[^}]*\}|%[^%]+%/g : /\$\w+|\$\{[^}]*\}/g;
  const expanded = path.replace(
    variable,
    (written) => environment[written.replace(/^[$%]\{?|[}%]$/g, '')] ?? written,
  );
  return /^~(?=$|[/\\])/.test(expanded) ? home + expanded.slice(1) : expanded;
}
