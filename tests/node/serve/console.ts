// `aws-sso-wasm serve` in a process of its own, and a client that sends what no browser would.

import { equal, ok } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary_folder.js';

const MAIN = fileURLToPath(
  new URL('../../../node_modules/aws-sso-wasm/cli/main.cjs', import.meta.url),
);
const PATIENCE_MILLISECONDS = 20_000;

/** What ends the words that say where the console is. */
const READY = 'Press Ctrl-C to stop it.\n';

/** One session that is complete, and one that is not. */
export const CONFIG = `[sso-session work]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[sso-session half]
sso_region = us-east-1
`;

/** What {@link CONFIG} offers to a page. */
export const WORK = {
  name: 'work',
  startUrl: 'https://d-1234567890.awsapps.com/start',
  region: 'us-east-1',
  scopes: ['sso:account:access'],
};

export interface ConsoleOptions {
  /** Besides `serve`; `--no-browser` unless told. */
  readonly arguments?: readonly string[];
  /** What ~/.aws/config holds; {@link CONFIG} unless told. */
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a console lasts as long as: a test, mostly. */
type Lasting = Pick<TestContext, 'after'>;

/** A request, as far as it is not GET of `/` without a header. */
export interface Ask {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Of `Set-Cookie`. */
  readonly cookies: readonly string[];
  readonly text: string;
}

/** A console that listens. */
export class Console {
  readonly port: number;
  readonly home: string;
  /** Such as `http://127.0.0.1:4411`. */
  readonly origin: string;
  readonly #child: ChildProcess;
  readonly #printed: Printed;

  private constructor(port: number, home: string, child: ChildProcess, printed: Printed) {
    this.port = port;
    this.home = home;
    this.origin = `http://127.0.0.1:${port}`;
    this.#child = child;
    this.#printed = printed;
  }

  static async open(t: Lasting, options: ConsoleOptions = {}): Promise<Console> {
    const home = await temporaryFolder(t);
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws/config'), options.config ?? CONFIG);
    const { child, printed } = start(
      t,
      home,
      options.arguments ?? ['--no-browser'],
      options.environment,
    );
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    while (!printed.stdout.includes(READY)) {
      ok(performance.now() < deadline && child.exitCode === null, JSON.stringify(printed));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const port = /^The web console is at http:\/\/127\.0\.0\.1:(\d+)\/$/m.exec(printed.stdout)?.[1];
    return new Console(Number(port), home, child, printed);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): string {
    return this.#printed.stdout;
  }

  get stderr(): string {
    return this.#printed.stderr;
  }

  /** The path of the one-time address that was printed. */
  get entry(): string {
    return /^http:\/\/127\.0\.0\.1:\d+(\/\?token=[\w-]{43})$/m.exec(this.stdout)?.[1] ?? '';
  }

  /** Asks for a path. */
  async ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const sent = request({
      host: '127.0.0.1',
      port: this.port,
      path,
      method,
      headers,
      agent: false,
    });
    sent.end(body);
    const [incoming] = await once(sent, 'response');
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    const pairs = Object.entries<string | string[]>(incoming.headers);
    return {
      status: incoming.statusCode,
      headers: Object.fromEntries(pairs.map(([name, value]) => [name, String(value)])),
      cookies: incoming.headersDistinct['set-cookie'] ?? [],
      text,
    };
  }

  /** Comes by the one-time address; the `Cookie` that a browser sends from then on. */
  async enter(): Promise<string> {
    const { status, cookies } = await this.ask(this.entry);
    equal(status, 303);
    return cookies[0]?.split(';')[0] ?? '';
  }

  /** What the page of this browser is told. */
  async configuration(cookie: string): Promise<Record<string, unknown>> {
    const { status, text } = await this.ask('/config.json', { headers: { cookie } });
    equal(status, 200, text);
    return JSON.parse(text);
  }

  /** Sends these bytes, and returns all that comes until the connection ends. */
  async raw(bytes: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(socket, 'close');
    return text;
  }

  /** Ctrl-C; the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT');
    const [code] = await once(this.#child, 'close');
    return code;
  }
}

interface Printed {
  stdout: string;
  stderr: string;
}

/** Runs `serve` until it ends by itself. */
export async function serve(
  t: TestContext,
  ...words: readonly string[]
): Promise<Printed & { code: number | null }> {
  const home = await temporaryFolder(t);
  const { child, printed } = start(t, home, words);
  const [code] = await once(child, 'close');
  return { code, ...printed };
}

function start(
  t: Lasting,
  home: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): { child: ChildProcess; printed: Printed } {
  const child = spawn(process.execPath, [MAIN, 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, ...environment },
  });
  t.after(() => child.kill('SIGKILL'));
  const printed: Printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  return { child, printed };
}
