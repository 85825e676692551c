// Everything of ours that changes the shared files, to be started and ended by the tests.

import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { WatchedHome } from './watched_home.js';

const COMMAND = fileURLToPath(
  new URL('../../node_modules/aws-sso-wasm/cli/main.cjs', import.meta.url),
);
const CHANGE = fileURLToPath(new URL('children/change.js', import.meta.url));

/** What changes the files. */
export interface Writer {
  readonly name: string;
  /** What Node is given. */
  readonly words: readonly string[];
  /** Files to remove first, below the home. */
  readonly without?: (home: WatchedHome) => readonly string[];
  readonly refreshTokens: 'rotate' | 'keep';
}

const refreshTokens = 'rotate';
const token = (home: WatchedHome): readonly string[] => [home.tokenFile];

export const WRITERS: readonly Writer[] = [
  {
    name: 'a first sign-in',
    words: [CHANGE, 'sign-in'],
    without: () => ['.aws/sso', '.aws/cli'],
    refreshTokens,
  },
  { name: 'a sign-in', words: [CHANGE, 'sign-in'], refreshTokens },
  {
    name: 'a sign-in with a device code',
    words: [CHANGE, 'device-code'],
    without: token,
    refreshTokens,
  },
  { name: 'a refresh', words: [CHANGE, 'refresh'], refreshTokens },
  { name: 'a refresh that keeps', words: [CHANGE, 'refresh'], refreshTokens: 'keep' },
  { name: 'role credentials', words: [CHANGE, 'role'], without: () => ['.aws/cli'], refreshTokens },
  {
    name: 'configure set',
    words: [COMMAND, 'configure', 'set', 'region', 'eu-west-1', '--profile', 'demo'],
    refreshTokens,
  },
  {
    name: 'configure sso-session',
    words: [
      ...[COMMAND, 'configure', 'sso-session', '--sso-session', 'other'],
      ...['--sso-start-url', 'https://other.awsapps.com/start', '--sso-region', 'eu-west-1'],
      ...['--sso-registration-scopes', 'sso:account:access'],
    ],
    refreshTokens,
  },
  { name: 'sso logout', words: [COMMAND, 'sso', 'logout'], refreshTokens },
];

/** Brings the home to where the writer has something to do. */
export async function prepare(home: WatchedHome, writer: Writer): Promise<void> {
  const held = Object(
    await readFile(home.path(home.tokenFile), 'utf8').then(JSON.parse, () => ({})),
  );
  if (!home.issued.has(held['accessToken']) || home.isSpent(held['refreshToken']))
    await home.signIn();
  for (const name of writer.without?.(home) ?? []) {
    await rm(home.path(name), { recursive: true, force: true });
  }
  await home.restoreConfig();
}
