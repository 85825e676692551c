// Credentials and tokens by the profiles of the shared files, for AWS SDK clients.

import { deepEqual, equal, match, notEqual, ok, rejects, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  callerIdentity,
  createNodeIdentityCenter,
  fromProfile,
  sessionFromConfig,
  sharedSessions,
  signIn,
  tokenFromProfile,
} from 'aws-sso-wasm/node';
import { sandboxHome, visit } from './sandbox_home.js';

const KEYS =
  'console.log(JSON.stringify({Version:1,AccessKeyId:"AKIAPROCESS",SecretAccessKey:"s"}))';

test('a profile of a session gives credentials that AWS takes', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const provider = fromProfile('demo', home);
  const credentials = await provider();
  const [account] = home.sandbox.accounts;
  equal(credentials.accountId, account?.accountId);
  ok(Number(credentials.expiration) > Date.now());
  const { arn } = await callerIdentity(credentials, { region: home.sandbox.region, ...home });
  match(
    arn,
    new RegExp(`:${account?.accountId}:assumed-role/AWSReservedSSO_${account?.roles[0]}_`),
  );
  deepEqual(await provider(), credentials);
  deepEqual(await fromProfile('demo', home)(), credentials);
  equal(home.sandbox.count('GetRoleCredentials'), 1);
  const [file] = await readdir(join(home.folder, '.aws/cli/cache'));
  const cached = await home.json(`.aws/cli/cache/${file}`);
  equal(cached['ProviderType'], 'sso');
});

test('what a provider gives out is nobody else’s to change', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const provider = fromProfile('demo', home);
  const first = await provider();
  Object.assign(first, { accessKeyId: 'changed' });
  notEqual((await provider()).accessKeyId, 'changed');
});

test('every source of credentials is as the AWS CLI has it', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const { startUrl, region, accounts } = home.sandbox;
  const [account] = accounts;
  await home.configure(
    '[profile deploy]',
    `role_arn = arn:aws:iam::${account?.accountId}:role/${account?.roles[1]}`,
    'source_profile = demo',
    `region = ${region}`,
    '[profile keys]',
    'aws_access_key_id = AKIAKEYS',
    'aws_secret_access_key = secret',
    '[profile process]',
    `credential_process = '${process.execPath}' -e '${KEYS}'`,
    '[profile old]',
    `sso_start_url = ${startUrl}`,
    `sso_region = ${region}`,
    `sso_account_id = ${account?.accountId}`,
    `sso_role_name = ${account?.roles[0]}`,
  );
  const keyOf = async (name?: string, more: Record<string, string> = {}): Promise<string> =>
    (await fromProfile(name, { environment: { ...home.environment, ...more } })()).accessKeyId;
  match(await keyOf('deploy'), /^ASIA/);
  equal(home.sandbox.count('AssumeRole'), 1);
  equal(await keyOf('keys'), 'AKIAKEYS');
  equal(await keyOf('process'), 'AKIAPROCESS');
  equal(await keyOf(undefined, { AWS_PROFILE: 'keys' }), 'AKIAKEYS');
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 's' };
  equal(await keyOf(undefined, keys), 'AKIAENVIRONMENT');
  equal(await keyOf('keys', keys), 'AKIAKEYS');
  await rejects(keyOf('old'), { code: 'ERR_SIGN_IN_REQUIRED' });
  await signIn(await sessionFromConfig({ profile: 'old' }, home), { onPrompt: () => undefined });
  match(await keyOf('old'), /^ASIA/);
  await rejects(keyOf('nobody'), { code: 'ERR_PROFILE_NOT_FOUND' });
  await rejects(keyOf(), { code: 'ERR_NO_CREDENTIALS' });
});

test('nothing is read before the provider is called, and keys without an end are read each time', async (t) => {
  const home = await sandboxHome(t);
  const provider = fromProfile('late', home);
  await rejects(provider(), { code: 'ERR_PROFILE_NOT_FOUND' });
  const keys = (id: string): readonly string[] => [
    `aws_access_key_id = ${id}`,
    'aws_secret_access_key = s',
  ];
  await home.configure('[profile late]', ...keys('AKIAFIRST'));
  equal((await provider()).accessKeyId, 'AKIAFIRST');
  await home.configure(...keys('AKIASECOND'));
  equal((await provider()).accessKeyId, 'AKIASECOND');
});

test('the code of an MFA device comes from the caller', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const [account] = home.sandbox.accounts;
  const serial = 'arn:aws:iam::111122223333:mfa/alex';
  await home.configure(
    '[profile deploy]',
    `role_arn = arn:aws:iam::${account?.accountId}:role/${account?.roles[1]}`,
    'source_profile = demo',
    `mfa_serial = ${serial}`,
    `region = ${home.sandbox.region}`,
  );
  await rejects(fromProfile('deploy', home)(), { code: 'ERR_NO_CREDENTIALS', help: /mfaCode/ });
  const cause = new Error('SECRET');
  const failing = (): never => {
    throw cause;
  };
  await rejects(fromProfile('deploy', { ...home, mfaCode: failing })(), {
    code: 'ERR_INVALID_ARGUMENT',
    cause,
  });
  const asked: string[] = [];
  const mfaCode = (device: string): string => {
    asked.push(device);
    return '123456';
  };
  match((await fromProfile('deploy', { ...home, mfaCode })()).accessKeyId, /^ASIA/);
  deepEqual(asked, [serial]);
  // From here on the cache has it.
  match((await fromProfile('deploy', home)()).accessKeyId, /^ASIA/);
});

test('a credential_process is given up with the signal, and its failure is told without its output', async (t) => {
  const home = await sandboxHome(t);
  await home.configure(
    '[profile slow]',
    `credential_process = '${process.execPath}' -e 'setTimeout(() => undefined, 60_000)'`,
    '[profile failing]',
    `credential_process = '${process.execPath}' -e 'console.log("SECRET"); process.exit(3)'`,
  );
  await rejects(fromProfile('slow', { ...home, signal: AbortSignal.timeout(300) })(), {
    code: 'ERR_ABORTED',
  });
  await rejects(fromProfile('failing', home)(), {
    code: 'ERR_NO_CREDENTIALS',
    message: /ended with status 3/,
  });
});

test('a credential_process has no standard input, and runs for its profile alone', async (t) => {
  const home = await sandboxHome(t);
  const ran = join(home.folder, 'ran');
  const script = join(home.folder, 'process.cjs');
  await writeFile(
    script,
    `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');
    const credentials = { Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'key' };
    process.stdin.resume().once('end', () => console.log(JSON.stringify(credentials)));`,
  );
  await home.configure(
    '[profile process]',
    `credential_process = '${process.execPath}' '${script}'`,
  );
  await home.signIn();
  const keyFor = async (profile: string): Promise<string> => {
    // The standard input of this program stays open.
    const child = [fileURLToPath(new URL('children/credentials.js', import.meta.url)), profile];
    const options = { env: home.environment, timeout: 20_000 };
    return (await promisify(execFile)(process.execPath, child, options)).stdout;
  };
  match(await keyFor('demo'), /^ASIA/);
  await rejects(access(ran));
  equal(await keyFor('process'), 'AKIAPROCESS\n');
  await access(ran);
});

test('who must sign in is asked once for all who wait', async (t) => {
  const home = await sandboxHome(t);
  let asked = 0;
  const provider = fromProfile('demo', {
    ...home,
    async onSignInRequired(session, error) {
      asked += 1;
      equal(error.code, 'ERR_SIGN_IN_REQUIRED');
      equal(session.name, 'work');
      await signIn(session, { openUrl: visit });
    },
  });
  const all = await Promise.all(Array.from({ length: 10 }, () => provider()));
  equal(new Set(all.map(({ accessKeyId }) => accessKeyId)).size, 1);
  equal(asked, 1);
  equal(home.granted('authorization_code'), 1);
  equal(home.sandbox.count('GetRoleCredentials'), 1);
});

test('what the caller’s sign-in rejects with reaches who asked', async (t) => {
  const home = await sandboxHome(t);
  const onSignInRequired = async (): Promise<never> => {
    throw new Error('Not now.');
  };
  const provider = fromProfile('demo', { ...home, onSignInRequired });
  await rejects(provider(), { message: 'Not now.' });
  await rejects(fromProfile('demo', home)(), { code: 'ERR_SIGN_IN_REQUIRED' });
});

test('a sign-in elsewhere is picked up, and one that ended is noticed', async (t) => {
  // Less than 15 minutes: nothing is taken from the cache. A minute: nothing is held either.
  const home = await sandboxHome(t, { lifetimes: { roleCredentials: 60 } });
  const provider = fromProfile('demo', home);
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await home.signIn();
  const first = await provider();
  const session = await sessionFromConfig({ ssoSession: 'work' }, home);
  await session.signOut();
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await home.signIn();
  notEqual((await provider()).accessKeyId, first.accessKeyId);
});

test('credentials are renewed in the background before they end', async (t) => {
  const home = await sandboxHome(t, { lifetimes: { roleCredentials: 240 } });
  await home.signIn();
  const provider = fromProfile('demo', home);
  const first = await provider();
  deepEqual(await provider(), first);
  const { sandbox } = home;
  while (sandbox.count('GetRoleCredentials') < 2) await new Promise((go) => setTimeout(go, 5));
  while ((await provider()).accessKeyId === first.accessKeyId) {
    await new Promise((go) => setTimeout(go, 5));
  }
});

test('a token for clients that take a bearer token', async (t) => {
  const home = await sandboxHome(t);
  const provider = tokenFromProfile('demo', home);
  await rejects(provider(), { code: 'ERR_SIGN_IN_REQUIRED' });
  await home.signIn();
  const { token, expiration } = await provider();
  equal(token, (await home.json(home.tokenPath()))['accessToken']);
  ok(Number(expiration) > Date.now());
  await home.configure('[profile keys]', 'aws_access_key_id = A', 'aws_secret_access_key = s');
  await rejects(tokenFromProfile('keys', home)(), { code: 'ERR_CONFIG_INCOMPLETE' });
});

test('sessions of the config file, and why there is none', async (t) => {
  const home = await sandboxHome(t);
  const { startUrl, region } = home.sandbox;
  const [account] = home.sandbox.accounts;
  await home.configure(
    '[sso-session half]',
    'sso_region = eu-west-1',
    '[profile old]',
    'sso_start_url = https://d-old.awsapps.com/start',
    'sso_region = eu-west-1',
    '[profile deploy]',
    `role_arn = arn:aws:iam::${account?.accountId}:role/deploy`,
    'source_profile = demo',
  );
  deepEqual(
    (await sharedSessions(home)).map((it) => [it.name, it.startUrl, it.region]),
    [
      ['work', startUrl, region],
      ['https://d-old.awsapps.com/start', 'https://d-old.awsapps.com/start', 'eu-west-1'],
    ],
  );
  equal((await sessionFromConfig({ profile: 'deploy' }, home)).name, 'work');
  const environment = { ...home.environment, AWS_PROFILE: 'demo' };
  equal((await sessionFromConfig(undefined, { environment })).name, 'work');
  for (const [choice, code] of [
    [{ ssoSession: 'nobody' }, 'ERR_SESSION_NOT_FOUND'],
    [{ ssoSession: 'half' }, 'ERR_CONFIG_INCOMPLETE'],
    [{ profile: 'nobody' }, 'ERR_PROFILE_NOT_FOUND'],
    [undefined, 'ERR_CONFIG_INCOMPLETE'],
  ] as const) {
    await rejects(sessionFromConfig(choice, home), { code });
  }
  const signal = AbortSignal.abort();
  await rejects(sharedSessions({ ...home, signal }), { code: 'ERR_ABORTED' });
});

test('a session that is given by its values shares the files too', async (t) => {
  const home = await sandboxHome(t);
  const { startUrl, region, accounts } = home.sandbox;
  const [account] = accounts;
  const identityCenter = createNodeIdentityCenter({ environment: home.environment });
  const session = identityCenter.session({ name: 'work', startUrl, region });
  equal((await session.status()).signedIn, false);
  await signIn(session, { openUrl: visit });
  const provider = session.provider({
    accountId: String(account?.accountId),
    roleName: String(account?.roles[0]),
  });
  deepEqual((await provider()).accessKeyId, (await fromProfile('demo', home)()).accessKeyId);
  equal(home.sandbox.count('GetRoleCredentials'), 1);
  const { revoked, roleCredentials } = await session.signOut();
  deepEqual({ revoked, roleCredentials }, { revoked: true, roleCredentials: 1 });
});

test('services that cannot be reached, and settings that contradict themselves, are coded errors', async (t) => {
  const home = await sandboxHome(t);
  await home.signIn();
  const unreachable = { ...home.environment, AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' };
  await rejects(fromProfile('demo', { environment: unreachable })(), { code: 'ERR_NETWORK' });
  const contradictory = {
    ...home.environment,
    AWS_USE_FIPS_ENDPOINT: 'perhaps',
  };
  await rejects(fromProfile('demo', { environment: contradictory })(), {
    code: 'ERR_CONFIG_INVALID',
  });
  const identityCenter = createNodeIdentityCenter({ environment: contradictory });
  await rejects(identityCenter.session({ startUrl: 'https://a.example', region: 'r' }).status(), {
    code: 'ERR_CONFIG_INVALID',
  });
  home.sandbox.inject({
    operation: 'GetRoleCredentials',
    answer: { kind: 'hang' },
    times: Infinity,
  });
  await rejects(fromProfile('demo', { ...home, timeoutMilliseconds: 200 })(), {
    code: 'ERR_TIMEOUT',
  });
});

test('arguments of wrong types are refused at once', () => {
  const wrong: (() => unknown)[] = [
    () => Reflect.apply(fromProfile, undefined, [1]),
    () => Reflect.apply(fromProfile, undefined, ['a', 1]),
    () => Reflect.apply(fromProfile, undefined, ['a', { environment: 1 }]),
    () => Reflect.apply(fromProfile, undefined, ['a', { signal: 1 }]),
    () => Reflect.apply(fromProfile, undefined, ['a', { onSignInRequired: 1 }]),
    () => Reflect.apply(fromProfile, undefined, ['a', { mfaCode: 1 }]),
    () => Reflect.apply(fromProfile, undefined, ['a', { timeoutMilliseconds: '1' }]),
    () => Reflect.apply(tokenFromProfile, undefined, [1]),
    () => Reflect.apply(callerIdentity, undefined, [undefined, { region: 'r' }]),
    () => Reflect.apply(callerIdentity, undefined, [{ accessKeyId: 'a', secretAccessKey: 's' }]),
    () => Reflect.apply(sharedSessions, undefined, [{ environment: [] }]),
  ];
  for (const call of wrong) {
    throws(call, { name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' }, String(call));
  }
});
