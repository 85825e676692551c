// What a page, or somebody who is none, asks of the relay, and what it has to answer in every runtime.

/** One request and its answer. */
export interface Case {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'OPTIONS' | 'DELETE';
  readonly path: string;
  /** In place of the usual ones; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly status: number;
  /** Of the relay's own refusal. */
  readonly message?: string;
  /** Whether AWS is asked. */
  readonly isPassedOn?: boolean;
}

const OIDC = '/idc/us-east-1/oidc';
const PORTAL = '/idc/us-east-1/portal';
const GRANT = '{"clientId":"c","clientSecret":"s","grantType":"refresh_token","refreshToken":"r"}';

const passedOn: readonly Case[] = [
  {
    name: 'RegisterClient',
    method: 'POST',
    path: `${OIDC}/client/register`,
    body: '{"scopes":["a"]}',
    status: 200,
  },
  {
    name: 'StartDeviceAuthorization',
    method: 'POST',
    path: `${OIDC}/device_authorization`,
    body: '{"a":"ü"}',
    status: 200,
  },
  { name: 'CreateToken', method: 'POST', path: `${OIDC}/token`, body: GRANT, status: 200 },
  {
    name: 'ListAccounts',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?max_result=2&next_token=a%20b%2Bc%2F%3D`,
    status: 200,
  },
  {
    name: 'ListAccountRoles',
    method: 'GET',
    path: `${PORTAL}/assignment/roles?account_id=111122223333`,
    status: 200,
  },
  {
    name: 'GetRoleCredentials',
    method: 'GET',
    path: `${PORTAL}/federation/credentials?role_name=A%2Bb%20%40%3D%2C.-_&account_id=111122223333`,
    status: 200,
  },
  { name: 'Logout', method: 'POST', path: `${PORTAL}/logout`, status: 200 },
  {
    name: 'cookies stay here',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { Cookie: 'a=b' },
    status: 200,
  },
  {
    name: 'throttling',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=throttled`,
    status: 429,
  },
  {
    name: 'a web page',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=page`,
    status: 400,
  },
  {
    name: 'no content',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=nothing`,
    status: 204,
  },
  {
    name: 'a redirect',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=redirect`,
    status: 502,
    message: 'IAM Identity Center answered with a redirect, which is not followed.',
  },
  {
    name: 'too large an answer',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=large`,
    status: 502,
    message: 'The answer of IAM Identity Center is larger than 1 MiB.',
  },
  {
    name: 'half an answer',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=broken`,
    status: 502,
    message: 'The relay cannot reach IAM Identity Center.',
  },
  {
    name: 'a connection that is reset',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=reset`,
    status: 502,
    message: 'The relay cannot reach IAM Identity Center.',
  },
  {
    name: 'silence',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=silent`,
    status: 504,
    message: 'IAM Identity Center did not answer in time.',
  },
  {
    name: 'a body that stalls',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=stalled`,
    status: 504,
    message: 'IAM Identity Center did not answer in time.',
  },
];

const refused: readonly Case[] = [
  {
    name: 'another path',
    method: 'GET',
    path: '/',
    status: 404,
    message: 'The relay has no such path.',
  },
  {
    name: 'a path up and down',
    method: 'GET',
    path: '/idc/us-east-1/oidc/../../../etc/passwd',
    status: 404,
    message: 'The relay has no such path.',
  },
  {
    name: 'a preflight',
    method: 'OPTIONS',
    path: `${OIDC}/token`,
    status: 405,
    message: 'This path takes POST only.',
  },
  {
    name: 'another method',
    method: 'DELETE',
    path: `${PORTAL}/logout`,
    status: 405,
    message: 'This path takes POST only.',
  },
  {
    name: 'a foreign origin',
    method: 'POST',
    path: `${OIDC}/token`,
    body: GRANT,
    headers: { Origin: 'https://evil.example' },
    status: 403,
    message: 'The relay does not serve pages of this origin.',
  },
  {
    name: 'no origin',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { 'Sec-Fetch-Site': undefined, Origin: undefined },
    status: 403,
    message: 'The request shows by neither Origin nor Sec-Fetch-Site where it comes from.',
  },
  {
    name: 'a foreign site',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { 'Sec-Fetch-Site': 'cross-site' },
    status: 403,
    message: 'The relay serves requests from pages of its own origin only.',
  },
  {
    name: 'no static header',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { 'X-Requested-By': undefined },
    status: 403,
    message: 'The request lacks the header X-Requested-By: aws-sso-wasm.',
  },
  {
    name: 'DNS rebinding',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { Host: 'evil.example' },
    status: 403,
    message: 'The relay is not served under this host name.',
  },
  {
    name: 'DNS rebinding to the port',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { Host: 'console.example.com:8080' },
    status: 403,
    message: 'The relay is not served under this host name.',
  },
  {
    name: 'no Region',
    method: 'GET',
    path: '/idc/evil.example/portal/assignment/accounts',
    status: 400,
    message: 'There is no such Region.',
  },
  {
    name: 'an unknown parameter',
    method: 'POST',
    path: `${OIDC}/token?aws_iam=t`,
    body: GRANT,
    status: 400,
    message: 'The query has an unknown parameter.',
  },
  {
    name: 'a doubled parameter',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts?next_token=a&next_token=b`,
    status: 400,
    message: 'The query has a parameter twice.',
  },
  {
    name: 'no token',
    method: 'GET',
    path: `${PORTAL}/assignment/accounts`,
    headers: { Authorization: undefined },
    status: 401,
    message: 'The request has no access token.',
  },
  {
    name: 'a form',
    method: 'POST',
    path: `${OIDC}/token`,
    body: GRANT,
    headers: { 'Content-Type': 'text/plain' },
    status: 415,
    message: 'The body must be application/json.',
  },
  {
    name: 'no JSON',
    method: 'POST',
    path: `${OIDC}/token`,
    body: '{',
    status: 400,
    message: 'The body is no JSON.',
  },
  {
    name: 'another grant',
    method: 'POST',
    path: `${OIDC}/token`,
    body: '{"grantType":"password"}',
    status: 400,
    message: 'The relay does not pass this grant type on.',
  },
  {
    name: 'too large a body',
    method: 'POST',
    path: `${OIDC}/token`,
    body: `{"a":"${'x'.repeat(65_536)}"}`,
    status: 413,
    message: 'The body is larger than 64 KiB.',
  },
  {
    name: 'a body at the end of a session',
    method: 'POST',
    path: `${PORTAL}/logout`,
    body: 'x',
    status: 400,
    message: 'The request must have no body.',
  },
];

/** All. */
export const CASES: readonly Case[] = [
  ...passedOn.map((one) => ({ ...one, isPassedOn: true })),
  ...refused,
];
