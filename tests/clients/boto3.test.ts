// boto3 of PyPI, over files that we wrote, and we over files that it wrote.

import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, arn } from './machine.js';
import { PYTHON } from './programs.js';

const IDENTITY = ['sts', 'get-caller-identity', '--profile', 'demo', '--output', 'json'] as const;
const SCRIPT =
  "import boto3; print(boto3.Session(profile_name='demo').client('sts').get_caller_identity()['Arn'])";

test('it is signed in by our token file, as the same person', async (t) => {
  const machine = await Machine.signedIn(t);
  const theirs = (await machine.run(PYTHON, '-c', SCRIPT)).trim();
  match(theirs, /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_/);
  equal(arn(await machine.ours(...IDENTITY)), theirs);
});

test('it and we refresh in turn, each with what the other wrote', async (t) => {
  const machine = await Machine.signedIn(t, { lifetimes: { accessToken: 600 } });
  const members = Object.keys(await machine.token()).sort();
  for (const step of [1, 2]) {
    await machine.run(PYTHON, '-c', SCRIPT);
    await machine.ours('sso', 'list-accounts', '--sso-session', 'work');
    equal(
      machine.sandbox.events.some(({ status }) => status >= 400),
      false,
      `round ${step}`,
    );
  }
  deepEqual(Object.keys(await machine.token()).sort(), members);
});
