// A code-server of one test: a home, settings, extensions and port of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** What the password of the server is: whatever the browser sends it goes behind a login, as on a real one. */
const PASSWORD = 'correct horse battery staple';

/** Nothing that draws the eye, asks, or looks for another machine. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

export interface CodeServer {
  readonly url: string;
  readonly password: string;
  /** The home of the person whose machine the server runs on. */
  readonly home: string;
  /** An empty folder to open. */
  readonly folder: string;
  /** Writes the person's settings, for windows that are opened afterwards. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** All that VS Code and its extensions have logged. */
  logs(): Promise<string>;
}

export interface CodeServerOptions {
  /** `~/.aws/config`. */
  readonly config?: string;
  /** The base URL of the sandbox. */
  readonly portal: string;
}

/** The variable of that name, which the ring sets. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run cargo xtask test --only vscode`);
  return value;
}

export async function startCodeServer(
  t: TestContext,
  { config, portal }: CodeServerOptions,
): Promise<CodeServer> {
  const home = await mkdtemp(join(tmpdir(), 'aws-sso-wasm-'));
  const data = join(home, 'data');
  const extensions = join(home, 'extensions');
  const folder = join(home, 'empty');
  await mkdir(folder);
  await mkdir(join(data, 'User'), { recursive: true });
  if (config !== undefined) {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws/config'), config);
  }
  await installExtension(
    setting('VSCODE_EXTENSION'),
    join(extensions, 'example.aws-identity-center-0.1.0'),
  );
  await installExtension(
    fileURLToPath(new URL('../../tests/vscode/companion', import.meta.url)),
    join(extensions, 'example.companion-0.1.0'),
  );
  const server = spawn(
    setting('CODE_SERVER_NODE'),
    [
      setting('CODE_SERVER_SCRIPT'),
      '--bind-addr=127.0.0.1:0',
      '--auth=password',
      `--user-data-dir=${data}`,
      `--extensions-dir=${extensions}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
    {
      cwd: home,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        PASSWORD,
        // What is opened at a port of this machine is opened there and not through the server's proxy: it is on the
        // browser's machine too, and has to be for its URLs to be what AWS's are, URLs of another origin.
        VSCODE_PROXY_URI: portal,
        // What is not on this machine goes to a closed port.
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1',
      },
    },
  );
  t.after(async () => {
    if (server.pid !== undefined && server.exitCode === null) {
      const ended = once(server, 'exit');
      // The server, and the extension hosts that it started.
      process.kill(-server.pid, 'SIGKILL');
      await ended;
    }
    // Only now: a server that still runs writes while its folder is removed.
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const url = await address(server.stdout);
  return {
    url,
    password: PASSWORD,
    home,
    folder,
    configure: (settings) =>
      writeFile(join(data, 'User/settings.json'), JSON.stringify({ ...QUIET, ...settings })),
    async logs() {
      const folders = [join(data, 'logs'), join(data, 'coder-logs')];
      return (await Promise.all(folders.map(textBelow))).join('');
    },
  };
}

async function installExtension(from: string, to: string): Promise<void> {
  for (const name of ['package.json', 'dist', 'companion.cjs']) {
    await cp(join(from, name), join(to, name), { recursive: true }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
  }
}

/** Where it listens, by its own account. */
async function address(output: Readable): Promise<string> {
  try {
    for await (const line of createInterface(output)) {
      const url = /HTTP server listening on (http:\/\/[^/]+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  } finally {
    output.resume();
  }
  throw new Error('code-server ended before it listened.');
}

async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  );
  return texts.join('');
}
