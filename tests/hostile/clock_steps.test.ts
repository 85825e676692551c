// A clock that is wrong, or steps while a command runs: the service's time decides, and the files hold that.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type WatchedHome, watchedHome } from './watched_home.js';

const run = promisify(execFile);
const OURS = fileURLToPath(new URL('../../node_modules/.bin/aws-sso-wasm', import.meta.url));
const CLOCK = new URL('children/clock.js', import.meta.url).href;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Within the refresh window, so that every command refreshes. */
const LIFETIME = 10 * MINUTE;

type Clock = Readonly<Record<string, string>>;

interface End {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

async function credentials(home: WatchedHome, clock: Clock): Promise<End> {
  const env = { ...home.environment, ...clock, NODE_OPTIONS: `--import=${CLOCK}` };
  const words = ['configure', 'export-credentials', '--profile', 'demo'];
  try {
    return { status: 0, ...(await run(OURS, words, { env, cwd: home.folder })) };
  } catch (cause) {
    const { code: status, stdout, stderr } = Object(cause);
    return { status, stdout, stderr };
  }
}

async function signedIn(t: TestContext): Promise<WatchedHome> {
  const lifetimes = { accessToken: LIFETIME / 1000, roleCredentials: 60 };
  const home = await watchedHome(t, { lifetimes });
  await home.signIn();
  return home;
}

/** Fails unless the file holds what was issued together; how far the end of the token is from the truth, in milliseconds. */
async function errorOfToken(home: WatchedHome): Promise<number> {
  const { accessToken, refreshToken, expiresAt } = Object(
    JSON.parse(await home.text(home.tokenFile)),
  ) as Record<string, string>;
  const issue = home.issued.get(accessToken ?? '');
  ok(issue);
  equal(refreshToken, issue.refreshToken);
  ok(await home.isLive(refreshToken ?? ''), 'The refresh token was thrown away.');
  return Math.abs(Date.parse(expiresAt ?? '') - Date.now() - LIFETIME);
}

for (const [name, offset] of [
  ['ahead', 24 * HOUR],
  ['behind', -24 * HOUR],
] as const) {
  test(`with a clock a day ${name} the right times are written`, async (t) => {
    const home = await signedIn(t);
    const { status, stdout, stderr } = await credentials(home, { CLOCK_OFFSET: String(offset) });
    equal(status, 0, stderr);
    match(stdout, /ASIA/);
    // With a clock that is behind, the token still looks fresh enough.
    equal(home.issued.size, offset > 0 ? 2 : 1);
    ok((await errorOfToken(home)) < MINUTE);
    deepEqual(
      home.sandbox.events.filter(({ status }) => status >= 400),
      [],
    );
  });
}

for (const step of [HOUR, -HOUR]) {
  const which = step > 0 ? 'forth' : 'back';
  test(`a clock that steps an hour ${which} at any moment costs no refresh token`, async (t) => {
    let last = 1;
    let told = 0;
    for (let at = 1; at <= last; at += 1) {
      const home = await signedIn(t);
      const clock = { CLOCK_STEP: String(step), CLOCK_AT: String(at) };
      const { status, stdout, stderr } = await credentials(home, clock);
      last = Math.max(last, Number(/clock read (\d+) times/.exec(stderr)?.[1]));
      if (status === 0) match(stdout, /ASIA/);
      else {
        // The token may seem to have ended between the answer that told the time and the look at it.
        match(stderr, /Sign in again: aws-sso-wasm sso login/, `at reading ${at}`);
        told += 1;
      }
      ok((await errorOfToken(home)) < HOUR + MINUTE, `at reading ${at}`);
    }
    t.diagnostic(`${last} steps, ${told} of them told to sign in, 0 refresh tokens lost`);
    ok(last > 1 && told < last);
  });
}
