// The machine that programs are measured on: a sandbox in a process of its own, and a home with the profile `demo`, signed in.
//
// Takes the sandbox's options as JSON. Prints where everything is as one line of JSON, and then one line for every line that it
// reads: which requests came since the last. Ends, and removes the home, when its standard input ends.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sessionFromConfig, signIn } from 'aws-sso-wasm/node';
import { createSandbox, listen, type SandboxOptions } from 'aws-sso-wasm/sandbox';

const options: SandboxOptions = JSON.parse(process.argv[2] ?? '{}');
const sandbox = createSandbox({ consent: 'approve', ...options });
const server = await listen(sandbox);
const home = await mkdtemp(join(tmpdir(), 'aws-sso-wasm-bench-'));
const [account] = sandbox.accounts;
await mkdir(join(home, '.aws'));
await writeFile(
  join(home, '.aws/config'),
  `[sso-session work]
sso_start_url = ${sandbox.startUrl}
sso_region = ${sandbox.region}
sso_registration_scopes = sso:account:access
[profile demo]
sso_session = work
sso_account_id = ${account?.accountId}
sso_role_name = ${account?.roles[0]}
region = ${sandbox.region}
`,
);
const environment = { HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...server.environment };
const session = await sessionFromConfig({ ssoSession: 'work' }, { environment });
await signIn(session, { openUrl: async (url) => void (await (await fetch(url)).text()) });

const tokenName = createHash('sha1').update('work').digest('hex');
const tokenPath = join(home, '.aws/sso/cache', `${tokenName}.json`);
const token: Record<string, unknown> = JSON.parse(await readFile(tokenPath, 'utf8'));
const past = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '');
console.log(
  JSON.stringify({
    home,
    environment,
    tokenPath,
    /** What the token file holds when a refresh is due. */
    dueToken: JSON.stringify({ ...token, expiresAt: past }),
  }),
);

let seen = sandbox.events.length;
for await (const _line of createInterface({ input: process.stdin })) {
  const events = sandbox.events.slice(seen);
  seen = sandbox.events.length;
  const count = (wanted: (event: (typeof events)[number]) => boolean) =>
    events.filter(wanted).length;
  console.log(
    JSON.stringify({
      requests: events.length,
      refreshes: count(({ grant }) => grant === 'refresh_token'),
      roleCredentials: count(({ operation }) => operation === 'GetRoleCredentials'),
      throttled: count(({ status }) => status === 429),
    }),
  );
}
await server.close();
await rm(home, { recursive: true });
