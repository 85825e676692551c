// The console's federation endpoint.

import { equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { roleCredentials, setStage, stsClient, type Keys, type Stage } from './stage.js';

function getSigninToken(stage: Stage, keys: Keys, more = {}): Promise<Response> {
  const query = new URLSearchParams({
    Action: 'getSigninToken',
    Session: JSON.stringify({
      sessionId: keys.accessKeyId,
      sessionKey: keys.secretAccessKey,
      sessionToken: keys.sessionToken,
    }),
    ...more,
  });
  return fetch(`${stage.server.url}/federation?${query}`);
}

async function tokenOf(response: Response): Promise<string> {
  equal(response.status, 200);
  return String(Object(await response.json()).SigninToken);
}

function login(stage: Stage, query: Record<string, string>): Promise<Response> {
  const all = new URLSearchParams({ Action: 'login', Issuer: 'https://example.com', ...query });
  return fetch(`${stage.server.url}/federation?${all}`);
}

const Destination = 'https://console.aws.amazon.com/s3?region=eu-west-1';

test('role credentials lead to the console', async (t) => {
  const stage = await setStage(t);
  const keys = await roleCredentials(stage);
  const SigninToken = await tokenOf(await getSigninToken(stage, keys, { SessionDuration: '3600' }));
  const page = await login(stage, { SigninToken, Destination });
  equal(page.status, 200);
  match(await page.text(), /https:\/\/console\.aws\.amazon\.com\/s3\?region=eu-west-1/);
  stage.pass(900);
  equal((await login(stage, { SigninToken, Destination })).status, 403);
});

test('wrong credentials, wrong durations and wrong destinations do not', async (t) => {
  const stage = await setStage(t);
  const keys = await roleCredentials(stage);
  equal((await getSigninToken(stage, { ...keys, secretAccessKey: 'x' })).status, 403);
  equal((await getSigninToken(stage, { ...keys, sessionToken: 'x' })).status, 403);
  equal((await getSigninToken(stage, keys, { SessionDuration: '899' })).status, 400);
  equal((await getSigninToken(stage, keys, { Session: 'x' })).status, 400);
  equal((await fetch(`${stage.server.url}/federation?Action=other`)).status, 400);
  const SigninToken = await tokenOf(await getSigninToken(stage, keys));
  equal((await login(stage, { SigninToken, Destination: 'javascript:alert(1)' })).status, 400);
  equal((await login(stage, { SigninToken: 'x', Destination })).status, 403);
  stage.pass(3_600);
  equal((await getSigninToken(stage, keys)).status, 403);
});

test('role-chained credentials take no duration', async (t) => {
  const stage = await setStage(t);
  const { Credentials } = await stsClient(stage, await roleCredentials(stage)).send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/deploy',
      RoleSessionName: 'me',
    }),
  );
  const keys: Keys = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  equal((await getSigninToken(stage, keys, { SessionDuration: '3600' })).status, 400);
  equal((await getSigninToken(stage, keys)).status, 200);
});
