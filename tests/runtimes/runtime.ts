// The runtimes: how each serves the relay. Those of npm that are not installed on this machine are left out, and said to be.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A server with the relay that is up. */
export interface RunningServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** A runtime. */
export interface Runtime {
  readonly name: string;
  readonly isInstalled: boolean;
  readonly serve: (upstream: string) => Promise<RunningServer>;
}

const consumer = fileURLToPath(new URL('../../', import.meta.url));
const server = (name: string): string =>
  fileURLToPath(new URL(`servers/${name}.js`, import.meta.url));
const program = (path: string): string => join(consumer, 'node_modules', path);

const DENO = program('@deno/linux-x64-glibc/deno');
const BUN = program('@oven/bun-linux-x64/bin/bun');
const WORKERD = program('@cloudflare/workerd-linux-64/bin/workerd');

/** Node, Deno, Bun and workerd, which is what Cloudflare runs. */
export const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Node',
    isInstalled: true,
    serve: (upstream) => start(process.execPath, [server('node')], upstream),
  },
  {
    name: 'Deno',
    isInstalled: existsSync(DENO),
    serve: (upstream) => {
      const allowed = ['--allow-net=127.0.0.1', '--allow-env=UPSTREAM', '--allow-read=.'];
      return start(
        DENO,
        [
          'run',
          '--no-prompt',
          '--no-remote',
          '--unstable-no-legacy-abort',
          ...allowed,
          server('deno'),
        ],
        upstream,
      );
    },
  },
  {
    name: 'Bun',
    isInstalled: existsSync(BUN),
    serve: (upstream) => start(BUN, ['run', server('bun')], upstream),
  },
  { name: 'workerd', isInstalled: existsSync(WORKERD), serve: serveByWorkerd },
];

async function start(
  command: string,
  args: readonly string[],
  upstream: string,
): Promise<RunningServer> {
  const child = spawn(command, args, {
    cwd: consumer,
    env: { PATH: process.env['PATH'], HOME: consumer, UPSTREAM: upstream, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await firstLine(child, child.stdout);
  return { port: Number(line), stop: () => stop(child) };
}

async function serveByWorkerd(upstream: string): Promise<RunningServer> {
  const folder = await mkdtemp(join(consumer, 'workerd-'));
  const config = join(folder, 'config.capnp');
  await writeFile(config, await workerdConfig(upstream));
  const child = spawn(WORKERD, ['serve', config, '--control-fd=3'], {
    cwd: consumer,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const line = await firstLine(child, child.stdio[3] as Readable);
  return {
    port: Number(Object(JSON.parse(line)).port),
    stop: async () => {
      await stop(child);
      await rm(folder, { recursive: true });
    },
  };
}

/** The modules that a bundler would find, by the names that they import each other by. */
async function workerdConfig(upstream: string): Promise<string> {
  const installed = '../node_modules/aws-sso-wasm';
  const servers = ['worker', 'under_test', 'library_under_test', 'relay_under_test'];
  const files = await readdir(join(consumer, 'node_modules/aws-sso-wasm'), { recursive: true });
  const modules = [
    ...servers.map((name) => [
      `${name}.js`,
      `esModule = embed "../tests/runtimes/servers/${name}.js"`,
    ]),
    ['aws-sso-wasm', 'esModule = "export * from \'./aws-sso-wasm/workerd/index.js\'"'],
    ['aws-sso-wasm/relay', 'esModule = "export * from \'./relay/index.js\'"'],
    ['aws-sso-wasm/core.wasm', `wasm = embed "${installed}/core.wasm"`],
    ...files
      .filter((file) => /^(?!cli|node|sandbox|www)[^.]*\.js$/.test(file))
      .map((file) => [`aws-sso-wasm/${file}`, `esModule = embed "${installed}/${file}"`]),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main), (name = "local", network = (allow = ["local"])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ]
);
const main :Workerd.Worker = (
  modules = [
    ${modules.map(([name, source]) => `(name = "${name}", ${source})`).join(',\n    ')}
  ],
  bindings = [ (name = "UPSTREAM", text = "${upstream}") ],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
  globalOutbound = "local"
);
`;
}

function firstLine(child: ChildProcess, stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (more) => {
      text += String(more);
      const [line, rest] = text.split('\n', 2);
      if (line !== undefined && rest !== undefined) resolve(line);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
