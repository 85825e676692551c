/** Which request is which operation, and who answers it. */

import { authorize, consent } from './authorize.js';
import { DEVICE_PATH, deviceConsent, devicePage, startDeviceAuthorization } from './device.js';
import type { Operation } from './events.js';
import { json, page, type Answer, type Exchange } from './exchange.js';
import { facts, layout, shortUrl } from './layout.js';
import { html } from './markup.js';
import { getRoleCredentials, listAccountRoles, listAccounts, logout } from './portal.js';
import { Refusal, type Service } from './refusal.js';
import { registerClient } from './register.js';
import { consoleLogin, getSigninToken } from './signin.js';
import { assumeRole, getCallerIdentity, stsParameters } from './sts.js';
import { createToken } from './token.js';

/** An operation and how it is answered. */
export interface Route {
  readonly operation: Operation;
  readonly service: Service;
  readonly answer: (exchange: Exchange) => Answer | Promise<Answer>;
}

type Methods = Readonly<Partial<Record<'GET' | 'POST', Route>>>;

const PATHS: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  [
    '/client/register',
    { POST: { operation: 'RegisterClient', service: 'oidc', answer: registerClient } },
  ],
  [
    '/device_authorization',
    {
      POST: {
        operation: 'StartDeviceAuthorization',
        service: 'oidc',
        answer: startDeviceAuthorization,
      },
    },
  ],
  ['/token', { POST: { operation: 'CreateToken', service: 'oidc', answer: createToken } }],
  [
    '/authorize',
    {
      GET: { operation: 'Authorize', service: 'page', answer: authorize },
      POST: { operation: 'Consent', service: 'page', answer: consent },
    },
  ],
  [
    DEVICE_PATH,
    {
      GET: { operation: 'DevicePage', service: 'page', answer: devicePage },
      POST: { operation: 'DeviceConsent', service: 'page', answer: deviceConsent },
    },
  ],
  [
    '/assignment/accounts',
    { GET: { operation: 'ListAccounts', service: 'portal', answer: listAccounts } },
  ],
  [
    '/assignment/roles',
    { GET: { operation: 'ListAccountRoles', service: 'portal', answer: listAccountRoles } },
  ],
  [
    '/federation/credentials',
    { GET: { operation: 'GetRoleCredentials', service: 'portal', answer: getRoleCredentials } },
  ],
  ['/logout', { POST: { operation: 'Logout', service: 'portal', answer: logout } }],
]);

const STS: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    'GetCallerIdentity',
    { operation: 'GetCallerIdentity', service: 'sts', answer: getCallerIdentity },
  ],
  ['AssumeRole', { operation: 'AssumeRole', service: 'sts', answer: assumeRole }],
]);

const SIGNIN: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['getSigninToken', { operation: 'GetSigninToken', service: 'signin', answer: getSigninToken }],
  ['login', { operation: 'ConsoleLogin', service: 'page', answer: consoleLogin }],
]);

/** The route of a request. */
export function route(exchange: Pick<Exchange, 'method' | 'url' | 'body'>): Route {
  const { method, url } = exchange;
  // Three paths serve more than one purpose, told apart by host, parameter or method.
  if (url.pathname === '/') return rootRoute(exchange);
  if (url.pathname === '/federation' && method === 'GET') {
    return (
      SIGNIN.get(url.searchParams.get('Action') ?? '') ??
      refusing('signin', 'InvalidRequest', 'Unknown action')
    );
  }
  const methods = PATHS.get(url.pathname);
  if (methods === undefined)
    return refusing('portal', 'UnknownOperationException', 'There is no such operation.');
  const found = method === 'GET' || method === 'POST' ? methods[method] : undefined;
  return found ?? refusing(serviceOf(methods), 'MethodNotAllowedException', 'Method Not Allowed');
}

function rootRoute(exchange: Pick<Exchange, 'method' | 'url' | 'body'>): Route {
  const { method, url } = exchange;
  if (method === 'OPTIONS') return { operation: 'Other', service: 'sts', answer: preflight };
  if (url.hostname.startsWith('device.sso.')) {
    const methods = PATHS.get(DEVICE_PATH);
    const found = method === 'GET' ? methods?.GET : methods?.POST;
    if (found !== undefined) return found;
  }
  const action = stsParameters(exchange).get('Action');
  if (action === null && method === 'GET')
    return { operation: 'Other', service: 'page', answer: home };
  const found = STS.get(action ?? '');
  if (found === undefined) {
    return refusing(
      'sts',
      'InvalidAction',
      `Could not find operation ${action ?? 'NO_ACTION_SPECIFIED'}`,
    );
  }
  return found;
}

function serviceOf(methods: Methods): Service {
  return (methods.POST ?? methods.GET)?.service ?? 'page';
}

function refusing(service: Service, code: string, message: string): Route {
  return {
    operation: 'Other',
    service,
    answer: () => {
      throw new Refusal(code, message);
    },
  };
}

/** STS, unlike OIDC and the portal, lets pages of any origin call it. */
function preflight(): Answer {
  return {
    status: 200,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers':
        'authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, x-amz-user-agent',
      'Access-Control-Max-Age': '172800',
    },
    body: '',
  };
}

function home(exchange: Exchange): Answer {
  if (!(exchange.headers.get('accept') ?? '').includes('text/html')) {
    return json({ service: 'aws-sso-wasm sandbox', startUrl: exchange.settings.startUrl });
  }
  const { startUrl, region, user } = exchange.settings;
  const environment = ['SSO_OIDC', 'SSO', 'STS']
    .map((service) => `AWS_ENDPOINT_URL_${service}=${exchange.url.origin}`)
    .join('\n');
  const main = html`<h1>The sandbox is up</h1>
    <p>
      Point an AWS client at it with the three variables below; the rest is as with the real thing.
    </p>
    ${facts([
      ['Start URL', shortUrl(startUrl)],
      ['Region', region],
      ['Person', user],
      ['Accounts', String(exchange.directory.accounts.length)],
    ])}
    <h2>Environment</h2>
    <pre>${environment}</pre>`;
  return page(200, layout('Sandbox', main));
}
