// Our library among the programs that others wrote: they go on with its sign-in, and it with theirs.

import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { TokenIdentityProvider } from '@aws-sdk/types';
import { fromProfile, sessionFromConfig, tokenFromProfile } from 'aws-sso-wasm/node';
import { Machine, arn } from './machine.js';
import { AWS_DEBIAN, AWS_PYPI, PYTHON } from './programs.js';
import { realHosts } from './real_hosts.js';

const IDENTITY = ['sts', 'get-caller-identity', '--profile', 'demo', '--output', 'json'] as const;
const BOTO3 =
  "import boto3; print(boto3.Session(profile_name='demo').client('sts').get_caller_identity()['Arn'])";

/** Runs one of the programs of `children`, and reads what it printed. */
async function child(machine: Machine, name: string): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL(`children/${name}.js`, import.meta.url));
  return Object(JSON.parse(await machine.run(process.execPath, script, 'demo')));
}

/** Whom our library takes the person for. */
async function identity(machine: Machine): Promise<string> {
  const credentials = fromProfile('demo', machine);
  const client = new STSClient({
    region: machine.sandbox.region,
    endpoint: machine.url,
    credentials,
  });
  return String((await client.send(new GetCallerIdentityCommand())).Arn);
}

/** The AWS CLI v2, which finds the sandbox behind AWS's own names. */
async function awsCli(
  t: TestContext,
  machine: Machine,
): Promise<(...words: readonly string[]) => Promise<string>> {
  const real = await realHosts(t, machine.sandbox, String(machine.environment['HOME']));
  const variables = Object.entries(real).map((pair) => pair.join('='));
  return (...words) => machine.run('env', ...variables, String(AWS_DEBIAN), ...words);
}

test('an STS client of the AWS SDK takes our provider, and new credentials before the old ones end', async (t) => {
  const machine = await Machine.signedInByLibrary(t, { lifetimes: { roleCredentials: 240 } });
  const client = new STSClient({
    region: machine.sandbox.region,
    endpoint: machine.url,
    credentials: fromProfile('demo', machine),
  });
  for (const round of [1, 2, 3]) {
    const { Arn } = await client.send(new GetCallerIdentityCommand());
    match(String(Arn), /:assumed-role\/AWSReservedSSO_/, `round ${round}`);
  }
  ok(machine.roleCredentialsAsked > 1);
  deepEqual(machine.refusals, []);
});

test('everybody is signed in by our sign-in, as the same person', async (t) => {
  const machine = await Machine.signedInByLibrary(t);
  const ours = await identity(machine);
  match(ours, /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_/);
  equal((await machine.run(PYTHON, '-c', BOTO3)).trim(), ours);
  equal(arn(await machine.run(AWS_PYPI, ...IDENTITY)), ours);
  match(String((await child(machine, 'sdk_credentials'))['accessKeyId']), /^ASIA/);
  const { token, expiration } = await tokenFromProfile('demo', machine)();
  deepEqual(await child(machine, 'sdk_token'), { token, expiration: expiration?.toISOString() });
  equal(machine.granted('authorization_code'), 1);
  equal(machine.granted('refresh_token'), 0);
});

test('our token provider is one for the clients of the AWS SDK', async (t) => {
  const machine = await Machine.signedInByLibrary(t);
  const provider: TokenIdentityProvider = tokenFromProfile('demo', machine);
  equal((await provider()).token, (await machine.token())['accessToken']);
});

test('all of them refresh in turn, each with what the one before wrote, and nothing is lost', async (t) => {
  // Four minutes are within everybody's refresh window, and role credentials of one within everybody's too.
  const machine = await Machine.signedInByLibrary(t, {
    lifetimes: { accessToken: 240, roleCredentials: 60 },
  });
  const members = Object.keys(await machine.token()).sort();
  const programs: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['our library', () => identity(machine)],
    ['boto3', () => machine.run(PYTHON, '-c', BOTO3)],
    ['our library in another process', () => child(machine, 'library_credentials')],
    ['the AWS CLI', () => machine.run(AWS_PYPI, ...IDENTITY)],
    ['our command', () => machine.ours(...IDENTITY)],
    ["the AWS SDK's credentials", () => child(machine, 'sdk_credentials')],
    ["the AWS SDK's token", () => child(machine, 'sdk_token')],
  ];
  let tokens = 1;
  for (const round of [1, 2, 3]) {
    for (const [name, run] of programs) {
      const before = await machine.token();
      await run();
      const after = await machine.token();
      const where = `${name}, round ${round}`;
      notEqual(after['accessToken'], before['accessToken'], where);
      notEqual(after['refreshToken'], before['refreshToken'], where);
      deepEqual(Object.keys(after).sort(), members, where);
      deepEqual(machine.refusals, [], where);
      tokens += 1;
    }
  }
  equal(machine.sandbox.count('CreateToken'), tokens);
  equal(machine.sandbox.count('RegisterClient'), 1);
});

test('what others add to the token file stays when we refresh', async (t) => {
  const machine = await Machine.signedInByLibrary(t);
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  await machine.changeToken({ expiresAt, vendor: { kept: [1, 2] } });
  await identity(machine);
  const token = await machine.token();
  notEqual(token['expiresAt'], expiresAt);
  deepEqual(token['vendor'], { kept: [1, 2] });
  equal(machine.granted('refresh_token'), 1);
});

test('fifty processes that need a new token send one refresh', async (t) => {
  const machine = await Machine.signedInByLibrary(t);
  await machine.changeToken({ expiresAt: new Date(Date.now() - 60_000).toISOString() });
  const all = await Promise.all(
    Array.from({ length: 50 }, () => child(machine, 'library_credentials')),
  );
  equal(new Set(all.map(({ accessKeyId }) => accessKeyId)).size, 1);
  equal(machine.granted('refresh_token'), 1);
  equal(machine.roleCredentialsAsked, 1);
  deepEqual(machine.refusals, []);
});

test(
  'a sign-in with the AWS CLI v2 is picked up while our provider lives, and ours by it',
  { skip: AWS_DEBIAN === undefined },
  async (t) => {
    // It takes over our client registration, which has to be one for device codes: those of the redirect came later.
    const machine = await Machine.signedInByLibrary(
      t,
      { lifetimes: { roleCredentials: 60 } },
      { method: 'device-code', onPrompt: () => undefined },
    );
    const aws = await awsCli(t, machine);
    const provider = fromProfile('demo', machine);
    const first = await provider();
    match(String(arn(await aws(...IDENTITY))), /AWSReservedSSO_/);
    await (await sessionFromConfig({ ssoSession: 'work' }, machine)).signOut();
    await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
    match(await aws('sso', 'login', '--profile', 'demo', '--no-browser'), /Successfully logged/);
    notEqual((await provider()).accessKeyId, first.accessKeyId);
    equal(machine.sandbox.count('RegisterClient'), 1);
    deepEqual(
      machine.refusals.filter(({ grant }) => grant !== 'device_code'),
      [],
    );
  },
);

test(
  'our provider finds the role credentials that the AWS CLI v2 cached, and it ours',
  { skip: AWS_DEBIAN === undefined },
  async (t) => {
    for (const isOursFirst of [true, false]) {
      const machine = await Machine.signedInByLibrary(t);
      const aws = await awsCli(t, machine);
      if (isOursFirst) await identity(machine);
      const theirs = arn(await aws(...IDENTITY));
      equal(await identity(machine), theirs);
      equal(machine.roleCredentialsAsked, 1);
    }
  },
);

test('our library reaches AWS as the environment says: by a proxy, with an authority of its own', async (t) => {
  const machine = await Machine.signedInByLibrary(t);
  const { HOME = '', PATH = '' } = machine.environment;
  const real = await realHosts(t, machine.sandbox, HOME);
  const { AWS_CA_BUNDLE = '', ...proxy } = real;
  const keyFor = async (
    more: Readonly<Record<string, string>>,
    profile = 'demo',
  ): Promise<string> =>
    (await fromProfile(profile, { environment: { HOME, PATH, ...more } })()).accessKeyId;
  await rejects(keyFor(proxy), { code: 'ERR_NETWORK' });
  match(await keyFor(real), /^ASIA/);
  // What a profile says counts as well.
  const [account] = machine.sandbox.accounts;
  await machine.configure(
    '[profile trusting]',
    'sso_session = work',
    `sso_account_id = ${account?.accountId}`,
    `sso_role_name = ${account?.roles[1]}`,
    `ca_bundle = ${AWS_CA_BUNDLE}`,
  );
  match(await keyFor(proxy, 'trusting'), /^ASIA/);
});
