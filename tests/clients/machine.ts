// A person's machine for one test: a sandbox on a loopback port, a home of its own, and one profile signed in to by us.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox, listen, type Sandbox, type SandboxOptions } from 'aws-sso-wasm/sandbox';

const run = promisify(execFile);
const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** Opens the page and follows where it leads; the sandbox allows everything by itself. */
const BROWSER = '#!/usr/bin/env node\nawait fetch(process.argv[2]);\n';

export class Machine {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #home: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(sandbox: Sandbox, url: string, home: string, found: NodeJS.ProcessEnv) {
    this.sandbox = sandbox;
    this.url = url;
    this.#home = home;
    this.#environment = {
      PATH: `${BIN}${delimiter}${process.env['PATH']}`,
      HOME: home,
      BROWSER: join(home, 'browser.mjs'),
      // Nothing gets to the real services, nor waits for them: what is not on this machine goes to a closed port.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      ...found,
    };
  }

  /** A machine where `aws-sso-wasm configure sso` made the profile `demo` and signed in. */
  static async signedIn(test: TestContext, options: SandboxOptions = {}): Promise<Machine> {
    const sandbox = createSandbox({ consent: 'approve', ...options });
    const server = await listen(sandbox);
    const home = await mkdtemp(join(tmpdir(), 'aws-sso-wasm-clients-'));
    test.after(async () => {
      await server.close();
      await rm(home, { recursive: true });
    });
    await writeFile(join(home, 'browser.mjs'), BROWSER, { mode: 0o700 });
    const machine = new Machine(sandbox, server.url, home, server.environment);
    const [account] = sandbox.accounts;
    await machine.ours(
      'configure',
      'sso',
      '--profile',
      'demo',
      '--sso-session',
      'work',
      ...[
        ...['--sso-start-url', sandbox.startUrl, '--sso-region', sandbox.region],
        ...['--sso-registration-scopes', 'sso:account:access'],
        ...[
          '--sso-account-id',
          account?.accountId ?? '',
          '--sso-role-name',
          account?.roles[0] ?? '',
        ],
        ...['--region', sandbox.region, '--output', 'json'],
      ],
    );
    return machine;
  }

  /** Runs a program and returns what it printed; rejects with the rest when it fails. */
  async run(program: string, ...words: readonly string[]): Promise<string> {
    return (await run(program, words, { env: this.#environment, cwd: this.#home })).stdout;
  }

  /** Runs `aws-sso-wasm`. */
  ours(...words: readonly string[]): Promise<string> {
    return this.run(join(BIN, 'aws-sso-wasm'), ...words);
  }

  /** How often role credentials were asked of the portal. */
  get roleCredentialsAsked(): number {
    return this.sandbox.count('GetRoleCredentials');
  }

  /** The token file of the session `work`. */
  async token(): Promise<Record<string, unknown>> {
    const name = createHash('sha1').update('work').digest('hex');
    return Object(
      JSON.parse(await readFile(join(this.#home, `.aws/sso/cache/${name}.json`), 'utf8')),
    );
  }

  /** Adds lines to ~/.aws/config. */
  async configure(...lines: readonly string[]): Promise<void> {
    await writeFile(join(this.#home, '.aws/config'), `\n${lines.join('\n')}\n`, { flag: 'a' });
  }
}

/** The ARN in what `sts get-caller-identity --output json` prints. */
export function arn(json: string): unknown {
  return Object(JSON.parse(json))['Arn'];
}
