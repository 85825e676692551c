// The sandbox's device code, driven by @aws-sdk/client-sso-oidc.

import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CreateTokenCommand, StartDeviceAuthorizationCommand } from '@aws-sdk/client-sso-oidc';
import { ListAccountsCommand } from '@aws-sdk/client-sso';
import {
  DEVICE_CODE,
  refusal,
  register,
  registerDevice,
  setStage,
  startDevice,
  type Client,
  type Stage,
} from './stage.js';

function createToken(stage: Stage, client: Client, rest: object): Promise<unknown> {
  return stage.oidc.send(new CreateTokenCommand({ ...client, grantType: '', ...rest }));
}

describe('the device code', () => {
  test('leads from the pending answer to a token, which is given once', async (t) => {
    const stage = await setStage(t);
    const client = await registerDevice(stage);
    const { deviceCode, userCode, verificationUriComplete } = await startDevice(stage, client);
    match(userCode, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    equal(verificationUriComplete, `${stage.server.url}/device?user_code=${userCode}`);
    const poll = new CreateTokenCommand({ ...client, grantType: DEVICE_CODE, deviceCode });
    const pending = await refusal(stage.oidc.send(poll));
    equal(pending.name, 'AuthorizationPendingException');
    await stage.sandbox.decideDevice(userCode, 'approve');
    stage.pass(1);
    const { accessToken } = await stage.oidc.send(poll);
    await stage.sso.send(new ListAccountsCommand({ accessToken }));
    stage.pass(1);
    equal((await refusal(stage.oidc.send(poll))).name, 'InvalidGrantException');
    const after = stage.sso.send(new ListAccountsCommand({ accessToken }));
    equal((await refusal(after)).name, 'UnauthorizedException');
  });

  test('holds to the interval: too early costs five seconds more', async (t) => {
    const stage = await setStage(t, { interval: 2 });
    const client = await registerDevice(stage);
    const { deviceCode } = await startDevice(stage, client);
    const poll = async (): Promise<string> =>
      (await refusal(createToken(stage, client, { grantType: DEVICE_CODE, deviceCode }))).name;
    equal(await poll(), 'AuthorizationPendingException');
    stage.pass(1);
    equal(await poll(), 'SlowDownException');
    stage.pass(6);
    equal(await poll(), 'SlowDownException');
    stage.pass(12);
    equal(await poll(), 'AuthorizationPendingException');
  });

  test('ends with expired_token', async (t) => {
    const stage = await setStage(t);
    const client = await registerDevice(stage);
    const { deviceCode, userCode } = await startDevice(stage, client);
    stage.pass(600);
    const { message: _, ...refused } = await refusal(
      createToken(stage, client, { grantType: DEVICE_CODE, deviceCode }),
    );
    deepEqual(refused, { name: 'ExpiredTokenException', status: 400, error: 'expired_token' });
    const late = await stage.sandbox
      .decideDevice(userCode, 'approve')
      .catch((error: Error) => error);
    equal(Object(late).code, 'ERR_INVALID_ARGUMENT');
  });

  test('is of use to nobody but the client that got it', async (t) => {
    const stage = await setStage(t);
    const { deviceCode, userCode } = await startDevice(stage, await registerDevice(stage));
    await stage.sandbox.decideDevice(userCode, 'approve');
    const other = await registerDevice(stage);
    const stolen = createToken(stage, other, { grantType: DEVICE_CODE, deviceCode });
    equal((await refusal(stolen)).name, 'InvalidGrantException');
  });

  test('ends with access_denied', async (t) => {
    const stage = await setStage(t);
    const client = await registerDevice(stage);
    const { deviceCode, userCode } = await startDevice(stage, client);
    await stage.sandbox.decideDevice(userCode, 'deny');
    const { message: _, ...refused } = await refusal(
      createToken(stage, client, { grantType: DEVICE_CODE, deviceCode }),
    );
    deepEqual(refused, { name: 'AccessDeniedException', status: 400, error: 'access_denied' });
  });

  for (const [consent, expected] of [
    ['approve', 'a token'],
    ['deny', 'AccessDeniedException'],
  ] as const) {
    test(`is decided by the second poll with consent "${consent}"`, async (t) => {
      const stage = await setStage(t, { consent });
      const client = await registerDevice(stage);
      const { deviceCode } = await startDevice(stage, client);
      const rest = { grantType: DEVICE_CODE, deviceCode };
      equal(
        (await refusal(createToken(stage, client, rest))).name,
        'AuthorizationPendingException',
      );
      stage.pass(1);
      const second = createToken(stage, client, rest).then(() => 'a token');
      equal(await second.catch((error: Error) => error.name), expected);
    });
  }

  test('is for the known start URL, and for a client that registered for it', async (t) => {
    const stage = await setStage(t);
    const start = async (client: Client, startUrl: string): Promise<object> => {
      const command = new StartDeviceAuthorizationCommand({ ...client, startUrl });
      const { message: _, ...refused } = await refusal(stage.oidc.send(command));
      return refused;
    };
    const { startUrl } = stage.sandbox;
    deepEqual(await start(await registerDevice(stage), 'https://d-0000000000.awsapps.com/start'), {
      name: 'InvalidRequestException',
      status: 400,
      error: 'invalid_request',
    });
    deepEqual(await start(await register(stage), startUrl), {
      name: 'UnauthorizedClientException',
      status: 400,
      error: 'unauthorized_client',
    });
    deepEqual(await start({ clientId: 'nobody', clientSecret: 'none' }, startUrl), {
      name: 'InvalidClientException',
      status: 401,
      error: 'invalid_client',
    });
  });
});
