// The pages that a person clicks through, and how a script passes them.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc';
import {
  authorizationRequest,
  DEVICE_CODE,
  register,
  registerDevice,
  setStage,
  startDevice,
} from './stage.js';

const NAME = `<img src=x onerror=alert(1)> "it's" & co`;
const ESCAPED = '&lt;img src=x onerror=alert(1)&gt; &quot;it&#39;s&quot; &amp; co';

function submit(url: string, form: Record<string, string>, headers = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
}

/** Fails unless the page can neither load nor run nor leak anything. */
async function checkPage(response: Response): Promise<string> {
  const body = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  const nonce = /style-src 'nonce-([\w-]{22})'/.exec(policy)?.[1];
  match(policy, /^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'$/);
  equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  equal(response.headers.get('x-content-type-options'), 'nosniff');
  equal(response.headers.get('referrer-policy'), 'same-origin');
  equal(response.headers.get('cache-control'), 'no-store');
  ok(nonce !== undefined && body.includes(`<style nonce="${nonce}">`));
  equal(/<script|<link|<img|url\(|style="|\son\w+="/i.exec(body)?.[0], undefined);
  equal(/<html lang="en">/.test(body) && /<h1[ >]/.test(body) && /<main>/.test(body), true);
  return body;
}

describe('the consent page', () => {
  test('says who asks for what, and cannot be abused', async (t) => {
    const stage = await setStage(t);
    const client = await register(stage, { clientName: NAME });
    const response = await fetch(authorizationRequest(stage, client).url);
    equal(response.status, 200);
    const policy = response.headers.get('content-security-policy') ?? '';
    match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:4444;/);
    const body = await checkPage(response);
    ok(body.includes(ESCAPED));
    ok(body.includes('alex@example.com') && body.includes('127.0.0.1:4444'));
  });

  test('has a form that a browser submits back to the same URL', async (t) => {
    const stage = await setStage(t);
    const { url } = authorizationRequest(stage, await register(stage));
    const body = await (await fetch(url)).text();
    const action = /<form[^>]* action="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    equal(new URL(action, url).href, url);
    const headers = { origin: stage.server.url, 'sec-fetch-site': 'same-origin' };
    const response = await submit(url, { decision: 'approve' }, headers);
    equal(response.status, 303);
    match(
      response.headers.get('location') ?? '',
      /^http:\/\/127\.0\.0\.1:4444\/oauth\/callback\?code=/,
    );
  });

  test('takes no form from another site, and no other decision', async (t) => {
    const stage = await setStage(t);
    const { url } = authorizationRequest(stage, await register(stage));
    const form = { decision: 'approve' };
    equal((await submit(url, form, { origin: 'https://example.com' })).status, 403);
    equal((await submit(url, form, { origin: 'null' })).status, 403);
    equal((await submit(url, form, { 'sec-fetch-site': 'cross-site' })).status, 403);
    const perhaps = await submit(url, { decision: 'perhaps' });
    equal(perhaps.status, 400);
    match(await checkPage(perhaps), /The decision has to be/);
    equal((await submit(url, {})).status, 200);
  });
});

describe('the device page', () => {
  test('asks for the code, however it is typed', async (t) => {
    const stage = await setStage(t);
    const { userCode } = await startDevice(stage, await registerDevice(stage));
    const url = `${stage.server.url}/device`;
    match(await checkPage(await fetch(url)), /<label for="user_code">/);
    for (const typed of [
      userCode,
      userCode.toLowerCase(),
      userCode.replace('-', ''),
      ` ${userCode} `,
    ]) {
      const response = await submit(url, { user_code: typed });
      equal(response.status, 303);
      equal(response.headers.get('location'), `/device?user_code=${userCode}`);
    }
    for (const typed of ['', 'AAAA-AAAA', '<b>']) {
      const response = await submit(url, { user_code: typed });
      equal(response.status, 400);
      match(await checkPage(response), /role="alert"/);
    }
  });

  test('shows the code to compare, and takes one decision', async (t) => {
    const stage = await setStage(t);
    const client = await registerDevice(stage, { clientName: NAME });
    const { deviceCode, userCode, verificationUriComplete } = await startDevice(stage, client);
    const shown = await checkPage(await fetch(verificationUriComplete));
    ok(shown.includes(ESCAPED) && shown.includes(`>${userCode}<`));
    const approval = { user_code: userCode, decision: 'approve' };
    const approved = await submit(`${stage.server.url}/device`, approval);
    match(await checkPage(approved), /Request approved/);
    const denied = await submit(`${stage.server.url}/device`, { ...approval, decision: 'deny' });
    match(await denied.text(), /Request approved/);
    match(await (await fetch(verificationUriComplete)).text(), /Request approved/);
    const token = new CreateTokenCommand({ ...client, grantType: DEVICE_CODE, deviceCode });
    ok((await stage.oidc.send(token)).accessToken);
  });

  test('takes no form from another site', async (t) => {
    const stage = await setStage(t);
    const { userCode } = await startDevice(stage, await registerDevice(stage));
    const form = { user_code: userCode, decision: 'approve' };
    const url = `${stage.server.url}/device`;
    equal((await submit(url, form, { origin: 'https://example.com' })).status, 403);
  });

  test('is where AWS has it, for AWS’s own host names', async (t) => {
    const { sandbox } = await setStage(t);
    const post = async (path: string, body: object): Promise<Record<string, string>> => {
      const response = await sandbox.fetch(`https://oidc.eu-west-1.amazonaws.com${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return Object(await response.json());
    };
    const client = await post('/client/register', { clientName: 'x', clientType: 'public' });
    const { clientId, clientSecret } = client;
    const started = await post('/device_authorization', {
      clientId,
      clientSecret,
      startUrl: sandbox.startUrl,
    });
    equal(started['verificationUri'], 'https://device.sso.eu-west-1.amazonaws.com/');
    const page = await sandbox.fetch(started['verificationUriComplete'] ?? '');
    match(await page.text(), new RegExp(`>${started['userCode']}<`));
  });
});

test('the page at / tells a person how to use it, and a program that it is there', async (t) => {
  const { server, sandbox } = await setStage(t);
  const page = await fetch(server.url, { headers: { accept: 'text/html' } });
  match(await checkPage(page), new RegExp(`AWS_ENDPOINT_URL_SSO_OIDC=${server.url}`));
  const answer = await fetch(server.url);
  deepEqual(await answer.json(), { service: 'aws-sso-wasm sandbox', startUrl: sandbox.startUrl });
});
