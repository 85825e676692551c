// A person's machine for one test: a sandbox on a loopback port, a home of its own, and one profile signed in to by our command
// or by our library.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sessionFromConfig, signIn, type SignInOptions } from 'aws-sso-wasm/node';
import {
  createSandbox,
  listen,
  type Sandbox,
  type SandboxEvent,
  type SandboxOptions,
} from 'aws-sso-wasm/sandbox';

const run = promisify(execFile);
const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** Opens the page and follows where it leads; the sandbox allows everything by itself. */
const BROWSER = '#!/usr/bin/env node\nawait fetch(process.argv[2]);\n';

const IN_BROWSER: SignInOptions = {
  openUrl: async (url) => void (await (await fetch(url)).text()),
};

export class Machine {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #home: string;
  /** The environment of everything that runs here. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(
    sandbox: Sandbox,
    url: string,
    home: string,
    found: Readonly<Record<string, string>>,
  ) {
    this.sandbox = sandbox;
    this.url = url;
    this.#home = home;
    this.environment = {
      PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: home,
      BROWSER: join(home, 'browser.mjs'),
      // Nothing gets to the real services, nor waits for them: what is not on this machine goes to a closed port.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      ...found,
    };
  }

  /** A machine that nobody has signed in on. */
  static async start(test: TestContext, options: SandboxOptions = {}): Promise<Machine> {
    const sandbox = createSandbox({ consent: 'approve', ...options });
    const server = await listen(sandbox);
    const home = await mkdtemp(join(tmpdir(), 'aws-sso-wasm-clients-'));
    test.after(async () => {
      await server.close();
      await rm(home, { recursive: true });
    });
    await writeFile(join(home, 'browser.mjs'), BROWSER, { mode: 0o700 });
    return new Machine(sandbox, server.url, home, server.environment);
  }

  /** A machine where `aws-sso-wasm configure sso` made the profile `demo` and signed in. */
  static async signedIn(test: TestContext, options: SandboxOptions = {}): Promise<Machine> {
    const machine = await Machine.start(test, options);
    const { sandbox } = machine;
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

  /** A machine with the same profile in its config file, where a program has signed in with our library. */
  static async signedInByLibrary(
    test: TestContext,
    options: SandboxOptions = {},
    how: SignInOptions = IN_BROWSER,
  ): Promise<Machine> {
    const machine = await Machine.start(test, options);
    const { startUrl, region, accounts } = machine.sandbox;
    const [account] = accounts;
    await mkdir(join(machine.#home, '.aws'));
    await machine.configure(
      '[sso-session work]',
      `sso_start_url = ${startUrl}`,
      `sso_region = ${region}`,
      'sso_registration_scopes = sso:account:access',
      '[profile demo]',
      'sso_session = work',
      `sso_account_id = ${account?.accountId}`,
      `sso_role_name = ${account?.roles[0]}`,
      `region = ${region}`,
    );
    await signIn(await sessionFromConfig({ ssoSession: 'work' }, machine), how);
    return machine;
  }

  /** Runs a program and returns what it printed; rejects with the rest when it fails. */
  async run(program: string, ...words: readonly string[]): Promise<string> {
    return (await run(program, words, { env: this.environment, cwd: this.#home })).stdout;
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
    return Object(JSON.parse(await readFile(this.#tokenPath, 'utf8')));
  }

  /** Replaces members of that file, as another program might. */
  async changeToken(members: Readonly<Record<string, unknown>>): Promise<void> {
    await writeFile(this.#tokenPath, JSON.stringify({ ...(await this.token()), ...members }));
  }

  get #tokenPath(): string {
    const name = createHash('sha1').update('work').digest('hex');
    return join(this.#home, `.aws/sso/cache/${name}.json`);
  }

  /** The requests that were refused. */
  get refusals(): readonly SandboxEvent[] {
    return this.sandbox.events.filter(({ status }) => status >= 400);
  }

  /** How often a token was asked for with this grant. */
  granted(grant: string): number {
    return this.sandbox.count('CreateToken', (event) => event.grant === grant);
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
