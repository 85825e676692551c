/** StartDeviceAuthorization (RFC 8628) and the page where a person confirms the code. */

import { submittedDecision } from './consent.js';
import {
  bodyForm,
  json,
  JsonBody,
  page,
  seeOther,
  type Answer,
  type Exchange,
} from './exchange.js';
import { DECISION, facts, layout, outcome, requestedAccess, shortUrl } from './layout.js';
import type { DeviceAuthorization } from './ledger.js';
import { html } from './markup.js';
import { opaque, userCode } from './random.js';
import { Refusal } from './refusal.js';
import { authenticateClient, DEVICE_CODE, isKnownIssuer } from './register.js';

/** The page's path where all services share one origin. AWS has it at the root of a host of its own. */
export const DEVICE_PATH = '/device';

/** POST /device_authorization. */
export function startDeviceAuthorization(exchange: Exchange): Answer {
  const { settings, ledger, now } = exchange;
  const body = new JsonBody(exchange);
  const client = authenticateClient(exchange, body);
  if (!client.grantTypes.includes(DEVICE_CODE)) {
    throw new Refusal(
      'UnauthorizedClientException',
      'Client is not registered for this grant type',
    );
  }
  if (!isKnownIssuer(settings, body.text('startUrl'))) {
    throw new Refusal('InvalidRequestException', 'Invalid start url provided');
  }
  const deviceCode = opaque(64);
  const device: DeviceAuthorization = {
    clientId: client.clientId,
    clientName: client.clientName,
    scopes: client.scopes,
    userCode: userCode(),
    expiresAt: now + settings.lifetimes.deviceCode * 1_000,
    interval: settings.interval * 1_000,
    lastPoll: undefined,
    decision: 'pending',
    session: undefined,
  };
  ledger.devices.put(deviceCode, device);
  ledger.devicesByUserCode.put(device.userCode, device);
  const verificationUri = verificationPage(exchange.url);
  return json({
    deviceCode,
    expiresIn: settings.lifetimes.deviceCode,
    interval: settings.interval,
    userCode: device.userCode,
    verificationUri,
    verificationUriComplete: `${verificationUri}?user_code=${device.userCode}`,
  });
}

/** GET of the page: asks for the code, or, when the URL has it, for the decision. */
export function devicePage(exchange: Exchange): Answer {
  const given = exchange.url.searchParams.get('user_code');
  if (given === null || given === '') return askForCode(exchange, undefined);
  const device = find(exchange, given);
  if (device === undefined)
    return askForCode(exchange, 'That code is not valid, or has expired. Check it and try again.');
  if (device.decision !== 'pending') return decided(device);
  const main = html`<h1>Does this code match the one on your device?</h1>
    <strong class="code">${device.userCode}</strong>
    <p class="notice">
      Continue only if you started this sign-in yourself. Somebody who sent you this code or this
      link would get access to your accounts.
    </p>
    ${requestedAccess(device.scopes)}
    ${facts([
      ['Application', device.clientName],
      ['Signed in as', exchange.settings.user],
      ['Portal', shortUrl(exchange.settings.startUrl)],
    ])}
    <form method="post" action="${exchange.url.pathname}">
      <input type="hidden" name="user_code" value="${device.userCode}" /> ${DECISION}
    </form>`;
  return page(200, layout('Confirm the code', main));
}

/** POST of the page: `user_code`, and `decision=approve` or `decision=deny`. */
export function deviceConsent(exchange: Exchange): Answer {
  const decision = submittedDecision(exchange);
  const given = bodyForm(exchange).get('user_code');
  if (given === null || given === '')
    return askForCode(exchange, 'Enter the code that your device shows.');
  const device = find(exchange, given);
  if (device === undefined)
    return askForCode(exchange, 'That code is not valid, or has expired. Check it and try again.');
  if (decision === undefined)
    return seeOther(`${exchange.url.pathname}?user_code=${device.userCode}`);
  if (device.decision === 'pending')
    device.decision = decision === 'approve' ? 'approved' : 'denied';
  return decided(device);
}

function askForCode(exchange: Exchange, complaint: string | undefined): Answer {
  const hint =
    complaint === undefined
      ? html``
      : html`<p class="notice" id="complaint" role="alert">${complaint}</p>`;
  const described =
    complaint === undefined ? html`` : html` aria-invalid="true" aria-describedby="complaint"`;
  const main = html`<h1>Authorize a device</h1>
    <p>Enter the code that your device or terminal shows.</p>
    ${hint}
    <form method="post" action="${exchange.url.pathname}">
      <label for="user_code">Code</label>
      <input
        id="user_code"
        name="user_code"
        required
        autofocus
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        maxlength="12"
        placeholder="ABCD-EFGH"
        ${described}
      />
      <div class="actions single"><button class="primary">Continue</button></div>
    </form>`;
  return page(complaint === undefined ? 200 : 400, layout('Authorize a device', main));
}

function decided(device: DeviceAuthorization): Answer {
  const main =
    device.decision === 'approved'
      ? outcome(
          'good',
          'Request approved',
          `${device.clientName} can now access your data. You can close this window.`,
        )
      : outcome(
          'bad',
          'Request denied',
          `${device.clientName} got no access. You can close this window.`,
        );
  return page(
    200,
    layout(device.decision === 'approved' ? 'Request approved' : 'Request denied', main),
  );
}

function find(exchange: Exchange, given: string): DeviceAuthorization | undefined {
  const letters = given.toUpperCase().replaceAll(/[^A-Z]/g, '');
  const device = exchange.ledger.devicesByUserCode.get(
    `${letters.slice(0, 4)}-${letters.slice(4)}`,
  );
  return device === undefined || device.expiresAt <= exchange.now ? undefined : device;
}

/** The page beside this endpoint: as AWS has it for AWS's own host names, else on the same origin. */
function verificationPage(endpoint: URL): string {
  const aws = /^oidc(?:-fips)?\.(.+)$/.exec(endpoint.hostname)?.[1];
  return aws === undefined ? `${endpoint.origin}${DEVICE_PATH}` : `https://device.sso.${aws}/`;
}
