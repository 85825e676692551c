/** The portal: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout. */

import { json, type Answer, type Exchange } from './exchange.js';
import type { RoleCredentials, Session } from './ledger.js';
import { accessKeyId, base64, opaque, secretAccessKey } from './random.js';
import { Refusal } from './refusal.js';
import { ACCOUNT_ACCESS } from './register.js';
import type { Role } from './directory.js';
import { isLive } from './token.js';

/** GET /assignment/accounts. */
export function listAccounts(exchange: Exchange): Answer {
  authorize(exchange);
  const { page, nextToken } = paginate(exchange, 'accounts', exchange.directory.accounts);
  const accountList = page.map(({ accountId, accountName, emailAddress }) => ({
    accountId,
    ...(accountName === undefined ? {} : { accountName }),
    ...(emailAddress === undefined ? {} : { emailAddress }),
  }));
  return json({ nextToken, accountList });
}

/** GET /assignment/roles. */
export function listAccountRoles(exchange: Exchange): Answer {
  authorize(exchange);
  const accountId = parameter(exchange, 'account_id');
  exchange.detail.accountId = accountId;
  const account = exchange.directory.account(accountId);
  if (account === undefined) throw new Refusal('ForbiddenException', 'No access');
  const { page, nextToken } = paginate(exchange, `roles ${accountId}`, account.roles);
  return json({ nextToken, roleList: page.map((roleName) => ({ roleName, accountId })) });
}

/** GET /federation/credentials. */
export function getRoleCredentials(exchange: Exchange): Answer {
  authorize(exchange);
  const roleName = parameter(exchange, 'role_name');
  const accountId = parameter(exchange, 'account_id');
  exchange.detail.accountId = accountId;
  exchange.detail.roleName = roleName;
  const role = exchange.directory.assignedRole(accountId, roleName);
  if (role === undefined) throw new Refusal('ForbiddenException', 'No access');
  const { lifetimes, user } = exchange.settings;
  const credentials = issueRoleCredentials(exchange, role, user, lifetimes.roleCredentials, false);
  return json({
    roleCredentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
      expiration: credentials.expiresAt,
    },
  });
}

/** POST /logout. Ends the sign-in with all its tokens; role credentials live on until they expire. */
export function logout(exchange: Exchange): Answer {
  authorize(exchange).revoked = true;
  return { status: 200, headers: {}, body: '' };
}

/** Makes credentials for a session of this role, and remembers them. `lifetime` is in seconds. */
export function issueRoleCredentials(
  exchange: Exchange,
  role: Role,
  sessionName: string,
  lifetime: number,
  chained: boolean,
): RoleCredentials {
  const credentials: RoleCredentials = {
    accessKeyId: accessKeyId(),
    secretAccessKey: secretAccessKey(),
    sessionToken: `IQoJb3JpZ2luX2Vj${base64(crypto.getRandomValues(new Uint8Array(300)))}`,
    // Whole seconds, as AWS gives them.
    expiresAt: (Math.floor(exchange.now / 1_000) + lifetime) * 1_000,
    role,
    sessionName,
    chained,
  };
  exchange.ledger.roleCredentials.put(credentials.accessKeyId, credentials);
  return credentials;
}

function authorize(exchange: Exchange): Session {
  const presented = exchange.headers.get('x-amz-sso_bearer_token');
  const token = presented === null ? undefined : exchange.ledger.accessTokens.get(presented);
  if (token === undefined || token.expiresAt <= exchange.now || !isLive(exchange, token.session)) {
    throw new Refusal('UnauthorizedException', 'Session token not found or invalid');
  }
  const { scopes } = token.session;
  if (scopes.length > 0 && !scopes.includes(ACCOUNT_ACCESS))
    throw new Refusal('ForbiddenException', 'No access');
  return token.session;
}

function parameter(exchange: Exchange, name: string): string {
  const value = exchange.url.searchParams.get(name);
  if (value === null || value === '') {
    throw new Refusal('InvalidRequestException', `Missing required parameter: ${name}`);
  }
  return value;
}

/** One page of a list. The token for the next one is good for this list only, and cannot be guessed. */
function paginate<T>(
  exchange: Exchange,
  list: string,
  entries: readonly T[],
): { readonly page: readonly T[]; readonly nextToken: string | null } {
  const query = exchange.url.searchParams;
  const size = pageSize(query.get('max_result'), exchange.settings.pageSize);
  const start = offset(exchange, list, query.get('next_token'));
  const end = start + size;
  const page = entries.slice(start, end);
  if (end >= entries.length) return { page, nextToken: null };
  // Standard base64 on purpose: its `+`, `/` and `=` have to survive the next query.
  const nextToken = base64(new TextEncoder().encode(`>>>${opaque(12)}`));
  exchange.ledger.pages.put(nextToken, { list, offset: end });
  return { page, nextToken };
}

function pageSize(given: string | null, otherwise: number): number {
  if (given === null) return otherwise;
  const size = Number(given);
  if (!/^\d+$/.test(given) || size < 1 || size > 100) {
    throw new Refusal(
      'InvalidRequestException',
      'ResultSize parameter must be within the valid limits of: 1-100',
    );
  }
  return size;
}

function offset(exchange: Exchange, list: string, token: string | null): number {
  if (token === null) return 0;
  const place = exchange.ledger.pages.get(token);
  if (place?.list !== list)
    throw new Refusal('InvalidRequestException', 'Invalid next token provided');
  return place.offset;
}
