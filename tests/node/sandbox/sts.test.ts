// The sandbox's STS, driven by @aws-sdk/client-sts and the SDK's own signer.

import { deepEqual, equal, match } from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import {
  refusal,
  REGION,
  roleCredentials,
  setStage,
  stsClient,
  type Keys,
  type Stage,
} from './stage.js';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

type Data = string | ArrayBuffer | ArrayBufferView;

/** node:crypto as the signer wants it. */
class Sha256 {
  readonly #hash: { update(data: string | Uint8Array): unknown; digest(): Buffer };

  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: Data): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

function bytes(data: Data): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function signer(keys: Keys, service = 'sts', region = REGION): SignatureV4 {
  return new SignatureV4({
    credentials: keys,
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
  });
}

/** A signed GetCallerIdentity as `fetch` takes it. */
async function signed(
  { server }: Stage,
  keys: Keys,
  options: { service?: string; region?: string; date?: Date } = {},
): Promise<{
  url: string;
  init: { method: 'POST'; headers: Record<string, string>; body: string };
}> {
  const { port } = new URL(server.url);
  const request = await signer(keys, options.service, options.region).sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: Number(port),
      path: '/',
      headers: { host: `127.0.0.1:${port}`, 'content-type': FORM },
      body: BODY,
    },
    { ...(options.date === undefined ? {} : { signingDate: options.date }) },
  );
  const { host: _, ...headers } = request.headers;
  return { url: `${server.url}/`, init: { method: 'POST', headers, body: BODY } };
}

/** The code and message of an ErrorResponse. */
async function fault(
  response: Response,
): Promise<[number, string | undefined, string | undefined]> {
  const body = await response.text();
  equal(response.headers.get('content-type'), 'text/xml');
  match(body, /^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/);
  match(body, /<RequestId>[0-9a-f-]{36}<\/RequestId>/);
  const pick = (name: string): string | undefined =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  return [response.status, pick('Code'), pick('Message')];
}

describe('GetCallerIdentity', () => {
  test('says who signed', async (t) => {
    const stage = await setStage(t);
    const { Arn, UserId, Account } = await stsClient(stage, await roleCredentials(stage)).send(
      new GetCallerIdentityCommand(),
    );
    equal(Account, '111122223333');
    match(
      Arn ?? '',
      /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}\/alex@example\.com$/,
    );
    match(UserId ?? '', /^AROA[A-Z2-7]{17}:alex@example\.com$/);
  });

  test('uses the partition of the Region', async (t) => {
    for (const [region, partition] of [
      ['cn-north-1', 'aws-cn'],
      ['us-gov-west-1', 'aws-us-gov'],
      ['eusc-de-east-1', 'aws-eusc'],
    ] as const) {
      const stage = await setStage(t, { region });
      const client = stsClient(stage, await roleCredentials(stage), region);
      const { Arn } = await client.send(new GetCallerIdentityCommand());
      match(Arn ?? '', new RegExp(`^arn:${partition}:sts::`));
    }
  });

  test('takes a presigned URL', async (t) => {
    const stage = await setStage(t);
    const keys = await roleCredentials(stage);
    const { port } = new URL(stage.server.url);
    const presigned = await signer(keys).presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname: '127.0.0.1',
        port: Number(port),
        path: '/',
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
        headers: { host: `127.0.0.1:${port}` },
      },
      { expiresIn: 60 },
    );
    const url = new URL('/', stage.server.url);
    for (const [name, value] of Object.entries(presigned.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    const good = await fetch(url);
    equal(good.status, 200);
    match(await good.text(), /<Account>111122223333<\/Account>/);

    const other = new URL(url);
    other.searchParams.set('X-Amz-Expires', '61');
    deepEqual((await fault(await fetch(other))).slice(0, 2), [403, 'SignatureDoesNotMatch']);
    stage.pass(61);
    const [status, code, message] = await fault(await fetch(url));
    deepEqual([status, code], [403, 'SignatureDoesNotMatch']);
    match(message ?? '', /^Signature expired: .* - 60 sec\.\)$/);
  });

  test('lets pages of any origin call it, as STS does', async (t) => {
    const stage = await setStage(t);
    const preflight = await fetch(stage.server.url, { method: 'OPTIONS' });
    equal(preflight.headers.get('access-control-allow-origin'), '*');
    match(preflight.headers.get('access-control-allow-headers') ?? '', /x-amz-security-token/);
    const accounts = await fetch(`${stage.server.url}/assignment/accounts`);
    equal(accounts.headers.get('access-control-allow-origin'), null);
  });
});

describe('the signature', () => {
  test('is taken when it is right', async (t) => {
    const stage = await setStage(t);
    const { url, init } = await signed(stage, await roleCredentials(stage));
    equal((await fetch(url, init)).status, 200);
  });

  const MISMATCH = [403, 'SignatureDoesNotMatch'];
  const INVALID = [
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  ];

  test('covers the body, the headers and the query', async (t) => {
    const stage = await setStage(t);
    const { url, init } = await signed(stage, await roleCredentials(stage));
    for (const [changedUrl, changed] of [
      [url, { ...init, body: `${BODY}&x=1` }],
      [`${url}?x=1`, init],
      [url, { ...init, headers: { ...init.headers, 'content-type': FORM.toUpperCase() } }],
    ] as const) {
      deepEqual((await fault(await fetch(changedUrl, changed))).slice(0, 2), MISMATCH);
    }
  });

  test('has to be made with the right key and the session token', async (t) => {
    const stage = await setStage(t);
    const keys = await roleCredentials(stage);
    const attempt = async (changed: Keys): Promise<unknown[]> => {
      const { url, init } = await signed(stage, changed);
      return await fault(await fetch(url, init));
    };
    const wrong = await attempt({ ...keys, secretAccessKey: 'wrong' });
    deepEqual(wrong.slice(0, 2), MISMATCH);
    deepEqual(await attempt({ ...keys, accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' }), INVALID);
    deepEqual(await attempt({ ...keys, sessionToken: 'another' }), INVALID);
    const { accessKeyId, secretAccessKey } = keys;
    deepEqual(await attempt({ accessKeyId, secretAccessKey, sessionToken: '' }), INVALID);
  });

  test('has to cover the host, and the session token where it is a header', async (t) => {
    const stage = await setStage(t);
    const { url, init } = await signed(stage, await roleCredentials(stage));
    const authorization = init.headers['authorization'] ?? '';
    for (const name of ['host;', ';x-amz-security-token']) {
      const headers = { ...init.headers, authorization: authorization.replace(name, '') };
      const [status, code, message] = await fault(await fetch(url, { ...init, headers }));
      deepEqual([status, code], MISMATCH);
      match(message ?? '', /must be a &#39;SignedHeader&#39;/);
    }
  });

  test('is for sts, and for a Region', async (t) => {
    const stage = await setStage(t);
    const keys = await roleCredentials(stage);
    for (const [options, expected] of [
      [{ service: 'sso' }, 'Credential should be scoped to correct service: &#39;sts&#39;.'],
      [{ region: 'nowhere' }, 'Credential should be scoped to a valid region.'],
    ] as const) {
      const { url, init } = await signed(stage, keys, options);
      deepEqual(await fault(await fetch(url, init)), [...MISMATCH, expected]);
    }
  });

  test('is scoped to the day on which it was made', async (t) => {
    const stage = await setStage(t);
    const { url, init } = await signed(stage, await roleCredentials(stage));
    const authorization = (init.headers['authorization'] ?? '').replace(/\/\d{8}\//, '/20110909/');
    const response = await fetch(url, { ...init, headers: { ...init.headers, authorization } });
    const [status, code, message] = await fault(response);
    deepEqual([status, code], MISMATCH);
    match(message ?? '', /^Date in Credential scope does not match/);
  });

  test('is for the Region of the host, where the host has one', async (t) => {
    const stage = await setStage(t);
    const keys = await roleCredentials(stage);
    for (const [host, region, status] of [
      ['sts.eu-west-1.amazonaws.com', 'eu-west-1', 200],
      ['sts.eu-west-1.amazonaws.com', 'us-east-1', 403],
      ['sts.amazonaws.com', 'us-east-1', 200],
      ['sts.amazonaws.com', 'eu-west-1', 403],
    ] as const) {
      const request = await signer(keys, 'sts', region).sign({
        method: 'POST',
        protocol: 'https:',
        hostname: host,
        path: '/',
        headers: { host, 'content-type': FORM },
        body: BODY,
      });
      const { method, headers, body } = request;
      const response = await stage.sandbox.fetch(`https://${host}/`, { method, headers, body });
      equal(response.status, status, `${host} ${region}`);
    }
  });

  test('may be five minutes off, and no more', async (t) => {
    const stage = await setStage(t);
    const keys = await roleCredentials(stage);
    const at = async (
      seconds: number,
    ): Promise<[number, string | undefined, string | undefined]> => {
      const date = new Date(Date.now() + seconds * 1_000);
      const { url, init } = await signed(stage, keys, { date });
      const response = await fetch(url, init);
      return response.ok ? [200, undefined, undefined] : await fault(response);
    };
    deepEqual((await at(-290))[0], 200);
    deepEqual((await at(290))[0], 200);
    const [, early, earlier] = await at(-310);
    equal(early, 'SignatureDoesNotMatch');
    match(earlier ?? '', /^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 5 min\.\)$/);
    const [, late, later] = await at(310);
    equal(late, 'SignatureDoesNotMatch');
    match(
      later ?? '',
      /^Signature not yet current: \d{8}T\d{6}Z is still later than .* \+ 5 min\.\)$/,
    );
  });

  test('is out of time for a client whose clock is an hour off, who can tell from the Date header', async (t) => {
    const stage = await setStage(t, { clockOffset: 3_600_000 });
    const client = stsClient(stage, await roleCredentials(stage));
    const refused = await refusal(client.send(new GetCallerIdentityCommand()));
    equal(refused.name, 'SignatureDoesNotMatch');
    match(refused.message, /^Signature expired/);
    const date = (await fetch(stage.server.url)).headers.get('date') ?? '';
    equal(Math.round((Date.parse(date) - Date.now()) / 60_000), 60);
  });

  test('has to be there, and whole', async (t) => {
    const stage = await setStage(t);
    const { url, init } = await signed(stage, await roleCredentials(stage));
    const { authorization, 'x-amz-date': date, ...rest } = init.headers;
    const attempt = async (headers: Record<string, string>): Promise<unknown[]> =>
      (await fault(await fetch(url, { ...init, headers }))).slice(0, 2);
    deepEqual(await attempt(rest), [403, 'MissingAuthenticationToken']);
    const whole = authorization ?? '';
    for (const broken of [
      'Bearer x',
      whole.replace(/Credential=[^,]*, /, ''),
      whole.replace(/SignedHeaders=[^,]*, /, ''),
      whole.replace(/, Signature=.*/, ''),
      whole.replace('/aws4_request', ''),
    ]) {
      const headers = { ...rest, 'x-amz-date': date ?? '', authorization: broken };
      deepEqual(await attempt(headers), [400, 'IncompleteSignature'], broken);
    }
    deepEqual(await attempt({ ...rest, authorization: whole }), [400, 'IncompleteSignature']);
  });

  test('does not outlive the credentials', async (t) => {
    const stage = await setStage(t, { lifetimes: { roleCredentials: 30 } });
    const client = stsClient(stage, await roleCredentials(stage));
    await client.send(new GetCallerIdentityCommand());
    stage.pass(31);
    const { message, name, status } = await refusal(client.send(new GetCallerIdentityCommand()));
    deepEqual(
      [status, name, message],
      [403, 'ExpiredToken', 'The security token included in the request is expired'],
    );
  });
});

describe('AssumeRole', () => {
  const RoleArn = 'arn:aws:iam::111122223333:role/deploy';

  test('gives credentials that say who they are', async (t) => {
    const stage = await setStage(t);
    const client = stsClient(stage, await roleCredentials(stage));
    const answer = await client.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', SourceIdentity: 'alex' }),
    );
    equal(answer.AssumedRoleUser?.Arn, 'arn:aws:sts::111122223333:assumed-role/deploy/me');
    equal(answer.SourceIdentity, 'alex');
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    equal(Math.round(((Expiration?.getTime() ?? 0) - Date.now()) / 60_000), 60);
    const keys: Keys = {
      accessKeyId: AccessKeyId ?? '',
      secretAccessKey: SecretAccessKey ?? '',
      sessionToken: SessionToken ?? '',
    };
    const identity = await stsClient(stage, keys).send(new GetCallerIdentityCommand());
    equal(identity.Arn, 'arn:aws:sts::111122223333:assumed-role/deploy/me');
    equal(identity.UserId, answer.AssumedRoleUser?.AssumedRoleId);
  });

  const statement = '{"Version":"2012-10-17","Statement":[]}';
  for (const [what, change, expected] of [
    ['a longer session than chaining allows', { DurationSeconds: 3_601 }, 'ValidationError'],
    ['a session too short', { DurationSeconds: 899 }, 'ValidationError'],
    ['no session name', { RoleSessionName: '' }, 'ValidationError'],
    ['a session name with a blank', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a policy that is not JSON', { Policy: '{' }, 'MalformedPolicyDocument'],
    ['a policy that is no policy', { Policy: '{}' }, 'MalformedPolicyDocument'],
    ['a policy too large', { Policy: statement.padEnd(2_049) }, 'PackedPolicyTooLarge'],
    [
      'a role of a foreign account',
      { RoleArn: 'arn:aws:iam::000000000000:role/x' },
      'AccessDenied',
    ],
    [
      'a role of another partition',
      { RoleArn: 'arn:aws-cn:iam::111122223333:role/x' },
      'AccessDenied',
    ],
    ['an ARN that is no role', { RoleArn: 'arn:aws:iam::111122223333:user/x' }, 'AccessDenied'],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const stage = await setStage(t);
      const client = stsClient(stage, await roleCredentials(stage));
      const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...change });
      const { name, status } = await refusal(client.send(command));
      // The SDK names the modelled errors with "Exception" at the end.
      equal(name.replace(/Exception$/, ''), expected);
      equal(status, expected === 'AccessDenied' ? 403 : 400);
    });
  }

  test('takes a policy and a path in the ARN', async (t) => {
    const stage = await setStage(t);
    const client = stsClient(stage, await roleCredentials(stage));
    const command = new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/team/deploy',
      RoleSessionName: 'me',
      Policy: statement,
    });
    const { PackedPolicySize, AssumedRoleUser } = await client.send(command);
    equal(PackedPolicySize, 2);
    equal(AssumedRoleUser?.Arn, 'arn:aws:sts::111122223333:assumed-role/deploy/me');
  });

  test('knows only the roles it was given, and their external ids', async (t) => {
    const stage = await setStage(t, { iamRoles: [{ arn: RoleArn, externalId: 'secret' }] });
    const client = stsClient(stage, await roleCredentials(stage));
    const assume = (change: object): Promise<unknown> =>
      client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...change }));
    await assume({ ExternalId: 'secret' });
    for (const change of [{}, { ExternalId: 'other' }, { RoleArn: `${RoleArn}2` }]) {
      const { name, message } = await refusal(assume(change));
      equal(name, 'AccessDenied');
      match(
        message,
        /^User: arn:aws:sts::.* is not authorized to perform: sts:AssumeRole on resource: arn:/,
      );
    }
  });
});

test('an action or a version that is none is refused', async (t) => {
  const { server } = await setStage(t);
  for (const body of [
    '',
    'Action=GetFederationToken&Version=2011-06-15',
    'Action=GetCallerIdentity',
  ]) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': FORM },
      body,
    });
    deepEqual((await fault(response)).slice(0, 2), [400, 'InvalidAction']);
  }
});
