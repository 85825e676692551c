// A sandbox that listens, and remembers every secret that went over its wire.

import type { TestContext } from 'node:test';
import {
  createSandbox,
  listen,
  type Sandbox,
  type SandboxOptions,
  type SandboxServer,
} from 'aws-sso-wasm/sandbox';
import { IssuedSecrets } from '../../secrets/issued_secrets.js';

export interface WatchedSandbox {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
  readonly secrets: IssuedSecrets;
  /** Moves the sandbox's clock on by so many seconds. */
  pass(seconds: number): void;
}

/** Starts one that lasts as long as the test. */
export async function watchedSandbox(
  t: TestContext,
  options: SandboxOptions = {},
): Promise<WatchedSandbox> {
  let passed = 0;
  const sandbox = createSandbox({ now: () => Date.now() + passed, ...options });
  const secrets = new IssuedSecrets();
  const server = await listen({ fetch: secrets.watching(sandbox.fetch) });
  t.after(() => server.close());
  return { sandbox, server, secrets, pass: (seconds) => void (passed += seconds * 1_000) };
}
