// A sandbox that listens, and remembers every secret that went over its wire.

import type { TestContext } from 'node:test';
import {
  createSandbox,
  listen,
  type Sandbox,
  type SandboxOptions,
  type SandboxServer,
} from 'aws-sso-wasm/sandbox';

export interface WatchedSandbox {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
  /** Each secret so far, with what it is. */
  readonly secrets: Map<string, string>;
  /** Moves the sandbox's clock on by so many seconds. */
  pass(seconds: number): void;
}

/** The members of JSON bodies, of queries and of forms that nobody but their owner may see. */
const SECRET =
  /^(accessToken|refreshToken|idToken|clientSecret|deviceCode|secretAccessKey|sessionToken|code|codeVerifier|code_verifier)$/;

/** Starts one that lasts as long as the test. */
export async function watchedSandbox(
  t: TestContext,
  options: SandboxOptions = {},
): Promise<WatchedSandbox> {
  let passed = 0;
  const secrets = new Map<string, string>();
  const sandbox = createSandbox({ now: () => Date.now() + passed, ...options });
  const note = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && SECRET.test(name)) secrets.set(member, name);
      else note(member);
    }
  };
  const server = await listen({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      note(parsed(await request.clone().text()));
      const response = await sandbox.fetch(request);
      const location = response.headers.get('location');
      if (location !== null && URL.canParse(location)) {
        note(Object.fromEntries(new URL(location).searchParams));
      }
      note(parsed(await response.clone().text()));
      return response;
    },
  });
  t.after(() => server.close());
  return { sandbox, server, secrets, pass: (seconds) => void (passed += seconds * 1_000) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
