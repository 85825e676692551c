// What npm would publish: which files, and whether every way of importing them works.

import { equal, deepEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const installed = new URL('../../node_modules/aws-sso-wasm/', import.meta.url);

/** Every file of the package, declarations aside: each `.js` that can be imported has its `.d.ts`. */
const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY.md',
  'arguments.js',
  'browser/database_store.js',
  'browser/identity_center.js',
  'browser/index.js',
  'browser/page.js',
  'browser/redirect.js',
  'browser/session_storage_store.js',
  'browser/storage_error.js',
  'browser/web_locks.js',
  'caller_identity.js',
  'center.js',
  'cli/choice_list.js',
  'cli/cli.wasm',
  'cli/end_of_input.js',
  'cli/fit.js',
  'cli/foreground.js',
  'cli/from_files.wasm',
  'cli/interrupt.js',
  'cli/main.cjs',
  'cli/numbered_choice.js',
  'cli/output.js',
  'cli/picker.js',
  'cli/picker_frame.js',
  'cli/piped_lines.js',
  'cli/serve/access.js',
  'cli/serve/assets.js',
  'cli/serve/page_configuration.js',
  'cli/serve/questions.js',
  'cli/serve/refusal_page.js',
  'cli/serve/relay.js',
  'cli/serve/reply.js',
  'cli/serve/routes.js',
  'cli/serve/security_headers.js',
  'cli/serve/server.js',
  'cli/serve/settings.js',
  'cli/serve/stand_in.js',
  'cli/serve/upstream.js',
  'cli/serve/web_console.js',
  'cli/suspend.js',
  'cli/terminal.js',
  'cli/trace.js',
  'cli/typed_lines.js',
  'core.wasm',
  'core.js',
  'core_caller_identity.js',
  'core_identity_center.js',
  'core_session.js',
  'credentials.js',
  'errors.js',
  'events.js',
  'expiry_watch.js',
  'host.js',
  'identity_center.js',
  'index.js',
  'init.js',
  'inline/data.js',
  'inline/index.js',
  'listing.js',
  'next_step.js',
  'node/atomic_write.js',
  'node/browser.js',
  'node/caller_identity.js',
  'node/certificates.js',
  'node/config_sessions.js',
  'node/diagnose.js',
  'node/environment.js',
  'node/file_error.js',
  'node/files.js',
  'node/host.js',
  'node/http.js',
  'node/http_error.js',
  'node/identity_center.js',
  'node/index.js',
  'node/init.js',
  'node/listener.js',
  'node/listener_page.js',
  'node/lock.js',
  'node/lock_file.js',
  'node/loopback.js',
  'node/loopback_port.js',
  'node/mend.js',
  'node/node.wasm',
  'node/notice_page.js',
  'node/process_identity.js',
  'node/profile.js',
  'node/proxy.js',
  'node/random.js',
  'node/shared_center.js',
  'node/shell_command.js',
  'node/sign_in.js',
  'node/silent_connections.js',
  'node/store.js',
  'package.json',
  'provider.js',
  'relay/index.js',
  'relay/node_listener.js',
  'relay/options.js',
  'relay/partitions.js',
  'relay/provenance.js',
  'relay/query.js',
  'relay/refusal.js',
  'relay/relay.js',
  'relay/request_body.js',
  'relay/response.js',
  'relay/routes.js',
  'relay/token.js',
  'relay/upstream.js',
  'sandbox/authorize.js',
  'sandbox/command.js',
  'sandbox/consent.js',
  'sandbox/device.js',
  'sandbox/directory.js',
  'sandbox/events.js',
  'sandbox/exchange.js',
  'sandbox/faults.js',
  'sandbox/index.js',
  'sandbox/layout.js',
  'sandbox/ledger.js',
  'sandbox/listen.js',
  'sandbox/markup.js',
  'sandbox/misbehave.js',
  'sandbox/options.js',
  'sandbox/pkce.js',
  'sandbox/portal.js',
  'sandbox/random.js',
  'sandbox/refusal.js',
  'sandbox/register.js',
  'sandbox/response.js',
  'sandbox/routes.js',
  'sandbox/sandbox.js',
  'sandbox/signin.js',
  'sandbox/sigv4.js',
  'sandbox/sts.js',
  'sandbox/throttle.js',
  'sandbox/token.js',
  'session.js',
  'subscribers.js',
  'version.js',
  'wasm/assistant_bridge.js',
  'wasm/bridge.js',
  'wasm/browser_bridge.js',
  'wasm/call.js',
  'wasm/cli_glue.js',
  'wasm/core_glue.js',
  'wasm/from_files_glue.js',
  'wasm/guarded_host.js',
  'wasm/instance.js',
  'wasm/json.js',
  'wasm/listener_bridge.js',
  'wasm/load_from.js',
  'wasm/name_value_pairs.js',
  'wasm/node_core.js',
  'wasm/node_glue.js',
  'wasm/raised.js',
  'wasm/source.js',
  'wasm/terminal_bridge.js',
  'web/body.js',
  'web/fetch_client.js',
  'web/fetch_error.js',
  'web/memory_store.js',
  'web/timer_clock.js',
  'workerd/index.js',
  'www/icon.svg',
  'www/index.html',
  'www/main.js',
  'www/style.css',
];

test('the package has exactly these files', async () => {
  const entries = await readdir(installed, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(installed), join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const declarations = FILES.filter((file) => file.endsWith('.js') && !file.startsWith('www/')).map(
    (file) => file.replace(/js$/, 'd.ts'),
  );
  deepEqual(files, [...FILES, ...declarations].sort());
});

test('the package depends on nothing and runs nothing when it is installed', async () => {
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', installed), 'utf8'));
  const names = Object.keys(Object(manifest));
  deepEqual(
    names.filter((name) => /dependencies$/i.test(name) || name === 'scripts'),
    [],
  );
});

test('no file names a folder of the machine that built it', async () => {
  for (const file of FILES) {
    const bytes = await readFile(new URL(file, installed), 'latin1');
    equal(/\/(root|home|Users|work)\/[.\w]/.exec(bytes)?.[0], undefined, file);
  }
});

test('publint has nothing to say', async () => {
  await run('node_modules/.bin/publint', ['--strict', 'node_modules/aws-sso-wasm']);
});

test('every entry resolves, types included', async () => {
  const tarball = process.env['PACKAGE_TARBALL'] ?? '';
  // It resolves programs only: nothing has types for a .wasm file.
  const files = ['--exclude-entrypoints', './core.wasm', './node.wasm'];
  const how = ['--profile', 'esm-only', '--no-emoji'];
  await run('node_modules/.bin/attw', [tarball, ...how, ...files]);
});
