/** STS in the query protocol: GetCallerIdentity, AssumeRole. */

import { xml, type Answer, type Exchange } from './exchange.js';
import { escapeXml } from './markup.js';
import { issueRoleCredentials } from './portal.js';
import { Refusal } from './refusal.js';
import { signer } from './sigv4.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const VERSION = '2011-06-15';
/** The longest session, in seconds, of a role assumed by a role; and all the sandbox's callers are roles. */
const MAX_CHAINED_DURATION = 3_600;

/** The parameters of a request, from the body of a POST or the query of a GET. */
export function stsParameters(
  exchange: Pick<Exchange, 'method' | 'url' | 'body'>,
): URLSearchParams {
  return exchange.method === 'POST'
    ? new URLSearchParams(new TextDecoder().decode(exchange.body))
    : exchange.url.searchParams;
}

/** Whoever signed. */
export async function getCallerIdentity(exchange: Exchange): Promise<Answer> {
  checkProtocol(exchange);
  const { role, sessionName } = await signer(exchange);
  const arn = exchange.directory.sessionArn(role, sessionName);
  return result(exchange, 'GetCallerIdentity', {
    Arn: arn,
    UserId: `${role.id}:${sessionName}`,
    Account: role.accountId,
  });
}

/** Credentials of another role. */
export async function assumeRole(exchange: Exchange): Promise<Answer> {
  const parameters = checkProtocol(exchange);
  const caller = await signer(exchange);
  const roleArn = required(parameters, 'RoleArn', 'roleArn');
  const sessionName = required(parameters, 'RoleSessionName', 'roleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw new Refusal(
      'ValidationError',
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    );
  }
  const duration = checkDuration(parameters.get('DurationSeconds'));
  const policy = parameters.get('Policy');
  if (policy !== null) checkPolicy(policy);
  const target = exchange.directory.assumableRole(roleArn);
  if (
    target === undefined ||
    (target.external !== undefined && target.external !== parameters.get('ExternalId'))
  ) {
    const user = exchange.directory.sessionArn(caller.role, caller.sessionName);
    throw new Refusal(
      'AccessDenied',
      `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  exchange.detail.accountId = target.role.accountId;
  exchange.detail.roleName = target.role.name;
  const credentials = issueRoleCredentials(exchange, target.role, sessionName, duration, true);
  const sourceIdentity = parameters.get('SourceIdentity');
  return result(exchange, 'AssumeRole', {
    AssumedRoleUser: {
      AssumedRoleId: `${target.role.id}:${sessionName}`,
      Arn: exchange.directory.sessionArn(target.role, sessionName),
    },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAt).toISOString().replace('.000Z', 'Z'),
    },
    ...(policy === null
      ? {}
      : { PackedPolicySize: String(Math.ceil((policy.length * 100) / 2_048)) }),
    ...(sourceIdentity === null ? {} : { SourceIdentity: sourceIdentity }),
  });
}

function checkProtocol(exchange: Exchange): URLSearchParams {
  const parameters = stsParameters(exchange);
  const type = exchange.headers.get('content-type');
  if (
    exchange.method === 'POST' &&
    !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type ?? '')
  ) {
    throw new Refusal(
      'UnknownOperationException',
      'The content type has to be application/x-www-form-urlencoded',
    );
  }
  const version = parameters.get('Version');
  if (version !== VERSION) {
    throw new Refusal(
      'InvalidAction',
      `Could not find operation for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
    );
  }
  return parameters;
}

function required(parameters: URLSearchParams, name: string, member: string): string {
  const value = parameters.get(name);
  if (value !== null && value !== '') return value;
  throw new Refusal(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** Seconds. */
function checkDuration(given: string | null): number {
  if (given === null) return 3_600;
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds < 900 || seconds > 43_200) {
    throw new Refusal(
      'ValidationError',
      `1 validation error detected: Value '${given}' at 'durationSeconds' failed to satisfy constraint: ` +
        'Member must have value between 900 and 43200',
    );
  }
  if (seconds > MAX_CHAINED_DURATION) {
    throw new Refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

function checkPolicy(policy: string): void {
  if (policy.length > 2_048) {
    throw new Refusal(
      'PackedPolicyTooLarge',
      'Packed policy consumes more than 100% of allotted space',
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw new Refusal('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    throw new Refusal('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
}

/** A result's members: text, or members in turn. */
interface Members {
  readonly [name: string]: string | Members;
}

function result(exchange: Exchange, operation: string, members: Members): Answer {
  return xml(
    `<${operation}Response xmlns="${NAMESPACE}">\n  <${operation}Result>\n${write(members, '    ')}` +
      `  </${operation}Result>\n  <ResponseMetadata>\n    <RequestId>${exchange.requestId}</RequestId>\n` +
      `  </ResponseMetadata>\n</${operation}Response>\n`,
  );
}

function write(members: Members, indent: string): string {
  return Object.entries(members)
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${indent}<${name}>${escapeXml(value)}</${name}>\n`
        : `${indent}<${name}>\n${write(value, `${indent}  `)}${indent}</${name}>\n`,
    )
    .join('');
}
