// The AWS CLI v1 of PyPI, over files that we wrote, and we over files that it wrote.

import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, arn } from './machine.js';
import { AWS_PYPI } from './programs.js';

const IDENTITY: readonly string[] = [
  'sts',
  'get-caller-identity',
  '--profile',
  'demo',
  '--output',
  'json',
];

test('it is signed in by our token file, as the same person', async (t) => {
  const machine = await Machine.signedIn(t);
  const theirs = arn(await machine.run(AWS_PYPI, ...IDENTITY));
  match(String(theirs), /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_/);
  equal(theirs, arn(await machine.ours(...IDENTITY)));
});

test('it refreshes our token, and we go on with the one it wrote', async (t) => {
  // Ten minutes are within everybody's refresh window.
  const machine = await Machine.signedIn(t, { lifetimes: { accessToken: 600 } });
  const before = await machine.token();
  await machine.run(AWS_PYPI, ...IDENTITY);
  const after = await machine.token();
  equal(after['accessToken'] === before['accessToken'], false);
  equal(after['refreshToken'] === before['refreshToken'], false);
  await machine.ours(...IDENTITY);
  const refused = machine.sandbox.events.filter(({ operation, status }) => {
    return operation === 'CreateToken' && status !== 200;
  });
  deepEqual(refused, []);
});

test('it takes our export-credentials as its credential_process', async (t) => {
  const machine = await Machine.signedIn(t);
  await machine.configure(
    '[profile process]',
    'credential_process = aws-sso-wasm configure export-credentials --profile demo',
    `region = ${machine.sandbox.region}`,
  );
  const theirs = await machine.run(AWS_PYPI, ...IDENTITY.with(3, 'process'));
  equal(arn(theirs), arn(await machine.ours(...IDENTITY)));
  equal(machine.roleCredentialsAsked, 1);
});

test("it and we find each other's AssumeRole credentials", async (t) => {
  for (const [first, second] of [
    [AWS_PYPI, undefined],
    [undefined, AWS_PYPI],
  ]) {
    const machine = await Machine.signedIn(t);
    await machine.configure(
      '[profile deploy]',
      'role_arn = arn:aws:iam::111122223333:role/deploy',
      'source_profile = demo',
      `region = ${machine.sandbox.region}`,
    );
    const ask = (program: string | undefined): Promise<string> => {
      const words = IDENTITY.with(3, 'deploy');
      return program === undefined ? machine.ours(...words) : machine.run(program, ...words);
    };
    match(String(arn(await ask(first))), /:assumed-role\/deploy\//);
    match(String(arn(await ask(second))), /:assumed-role\/deploy\//);
    equal(machine.sandbox.count('AssumeRole'), 1, `${first ?? 'we'} first`);
  }
});

test('what it sets we get, and what we set it gets', async (t) => {
  const machine = await Machine.signedIn(t);
  await machine.run(AWS_PYPI, 'configure', 'set', 'region', 'eu-west-1', '--profile', 'demo');
  equal(
    (await machine.ours('configure', 'get', 'region', '--profile', 'demo')).trim(),
    'eu-west-1',
  );
  await machine.ours('configure', 'set', 'region', 'eu-west-2', '--profile', 'demo');
  const theirs = await machine.run(AWS_PYPI, 'configure', 'get', 'region', '--profile', 'demo');
  equal(theirs.trim(), 'eu-west-2');
  match(await machine.run(AWS_PYPI, ...IDENTITY), /assumed-role/);
});
