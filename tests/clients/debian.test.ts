// The AWS CLI v2 of Debian, over files that we wrote. Its 2.9 knows --endpoint-url but no AWS_ENDPOINT_URL_SSO: the portal
// is out of its reach, so whatever works here came from our files.

import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, arn } from './machine.js';
import { AWS_DEBIAN } from './programs.js';

const AWS = AWS_DEBIAN ?? 'aws';
const skip = AWS_DEBIAN === undefined;
const IDENTITY = ['sts', 'get-caller-identity', '--profile', 'demo', '--output', 'json'] as const;

test('it takes the role credentials that we cached', { skip }, async (t) => {
  const machine = await Machine.signedIn(t);
  const ours = arn(await machine.ours(...IDENTITY));
  equal(arn(await machine.run(AWS, ...IDENTITY, '--endpoint-url', machine.url)), ours);
  equal(machine.roleCredentialsAsked, 1);
});

test('it exports the role credentials that we cached', { skip }, async (t) => {
  const machine = await Machine.signedIn(t);
  const words = ['configure', 'export-credentials', '--profile', 'demo', '--format', 'process'];
  const ours: unknown = JSON.parse(await machine.ours(...words));
  deepEqual(JSON.parse(await machine.run(AWS, ...words)), ours);
});

test('without our cache it asks the portal, and fails', { skip }, async (t) => {
  const machine = await Machine.signedIn(t);
  await rejects(machine.run(AWS, ...IDENTITY, '--endpoint-url', machine.url), /proxy URL/);
});

test('it reads the profiles that we wrote', { skip }, async (t) => {
  const machine = await Machine.signedIn(t);
  await machine.ours(...IDENTITY);
  equal(await machine.run(AWS, 'configure', 'list-profiles'), 'demo\n');
  const get = ['configure', 'get', 'sso_session', '--profile', 'demo'] as const;
  equal(await machine.run(AWS, ...get), await machine.ours(...get));
  match(await machine.run(AWS, 'configure', 'list', '--profile', 'demo'), /us-east-1/);
});
