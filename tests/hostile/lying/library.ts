// Every operation through the library: how far a session has to be for it, and the call.

import {
  callerIdentity as callerIdentityOverFetch,
  createIdentityCenter,
  type Clock,
  type IdentityCenter,
  type RoleReference,
  type Session,
  type Store,
} from 'aws-sso-wasm';
import { callerIdentity, createNodeIdentityCenter, fromProfile } from 'aws-sso-wasm/node';
import { createSandbox, type Sandbox } from 'aws-sso-wasm/sandbox';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { CertificateAuthority } from '../../node/certificate_authority.js';
import { all, createVirtualClock, REDIRECT_URI } from '../../node/library/stage.js';
import { temporaryFolder } from '../../node/temporary_folder.js';
import { type Lies, type LyingServer, type Operation, startLying } from './server.js';
import type { Door } from './verdict.js';

/** The operations of Identity Center, which every door has. */
const IDENTITY_CENTER: readonly Operation[] = [
  'RegisterClient',
  'StartDeviceAuthorization',
  'CreateToken: authorization_code',
  'CreateToken: device_code',
  'CreateToken: refresh_token',
  'ListAccounts',
  'ListAccountRoles',
  'GetRoleCredentials',
  'Logout',
];

/** Which operations each door has. */
export const OPERATIONS: Readonly<Record<Door, readonly Operation[]>> = {
  node: [...IDENTITY_CENTER, 'GetCallerIdentity', 'AssumeRole', 'start URL'],
  fetch: [...IDENTITY_CENTER, 'GetCallerIdentity', 'start URL'],
  relay: IDENTITY_CENTER,
};

/** Operations whose calls take no clock of their caller's, and wait in real time. */
export function waitsReally(operation: Operation): boolean {
  return operation === 'GetCallerIdentity' || operation === 'AssumeRole';
}

/** What a stage is made from. */
export interface StageOptions extends Pick<Lies, 'tell' | 'trap'> {
  readonly operation: Operation;
  readonly door: Door;
  /** The limit of an exchange, where it can be told. */
  readonly timeoutMilliseconds: number;
  readonly authority: CertificateAuthority;
  /** The file that holds its certificate. */
  readonly caBundle: string;
  /** Keeps the documents, if not memory. */
  readonly store?: Store;
}

/** A session just before the operation that is lied about. */
export interface LyingStage {
  readonly server: LyingServer;
  readonly sandbox: Sandbox;
  readonly session: Session;
  /** Makes the call. */
  readonly call: () => Promise<unknown>;
  /** How long it slept between attempts, in milliseconds. */
  readonly waits: readonly number[];
}

/** Sets a session up as far as the operation needs it. */
export async function setLyingStage(t: TestContext, options: StageOptions): Promise<LyingStage> {
  const { operation, door, authority } = options;
  const waits: number[] = [];
  const virtual = createVirtualClock();
  const clock: Clock = {
    now: virtual.now,
    sleep(milliseconds, signal) {
      if (milliseconds > 0) waits.push(milliseconds);
      return virtual.sleep(milliseconds, signal);
    },
  };
  const sandbox = createSandbox({ consent: 'approve', now: virtual.now, roles: 1, accounts: 1 });
  const { startUrl, region, accounts } = sandbox;
  const lies = { ...options, about: operation, sandbox, startUrl, now: virtual.now };
  const isTls = operation === 'start URL' && door === 'node';
  const server = await startLying(t, {
    ...lies,
    ...(isTls ? { identity: authority.issue(['127.0.0.1']) } : {}),
  });
  const store = options.store ?? createDocuments();
  const sessionWithin = (timeoutMilliseconds: number): Session =>
    open({ ...options, timeoutMilliseconds, store }, server, clock).session({
      startUrl: operation === 'start URL' ? startUrlOf(server, door) : startUrl,
      region,
    });
  // What comes before the lie has all the time.
  const setup = sessionWithin(60_000);
  const session = sessionWithin(options.timeoutMilliseconds);
  const account = accounts[0] ?? { accountId: '', roles: [] };
  const role = { accountId: account.accountId, roleName: account.roles[0] ?? '' };
  const call = await prepare(t, options, {
    server,
    sandbox,
    setup,
    session,
    role,
    pass: virtual.pass,
  });
  waits.length = 0;
  return { server, sandbox, session, call, waits };
}

/** A name that stands for the server at the door of fetch, which trusts no authority of ours. */
const PEOPLE = 'https://people.example.com';

function startUrlOf(server: LyingServer, door: Door): string {
  return door === 'node' ? `${server.origin}/people` : `${PEOPLE}/people`;
}

function open(
  { door, timeoutMilliseconds, caBundle, store }: StageOptions & { readonly store: Store },
  { origin }: LyingServer,
  clock: Clock,
): IdentityCenter {
  const endpoints = { ssoOidc: origin, sso: origin, sts: origin };
  const rest = { clock, timeoutMilliseconds, store };
  switch (door) {
    case 'node':
      return createNodeIdentityCenter({
        endpoints,
        caBundle,
        environment: { HOME: '/nowhere' },
        ...rest,
      });
    case 'fetch':
      return createIdentityCenter({
        endpoints,
        fetch: (url, init) => fetch(url.replace(PEOPLE, origin), init),
        ...rest,
      });
    case 'relay':
      return createIdentityCenter({ relay: `${origin}/idc`, ...rest });
  }
}

/** Documents in memory, for a host that would keep them in files. */
export function createDocuments(): Store {
  const documents = new Map<string, Uint8Array>();
  const nameOf = ({ kind, name }: Parameters<Store['read']>[0]): string => `${kind}/${name}`;
  return {
    read: async (key) => documents.get(nameOf(key))?.slice(),
    write: async (key, bytes) => void documents.set(nameOf(key), bytes.slice()),
    remove: async (key) => documents.delete(nameOf(key)),
    list: async (collection) =>
      [...documents.keys()]
        .filter((name) => name.startsWith(`${collection}/`))
        .map((name) => name.slice(collection.length + 1)),
    lock: async () => ({ release: () => undefined }),
  };
}

interface Cast {
  readonly server: LyingServer;
  readonly sandbox: Sandbox;
  /** For what comes before. */
  readonly setup: Session;
  readonly session: Session;
  readonly role: RoleReference;
  readonly pass: (milliseconds: number) => void;
}

async function prepare(
  t: TestContext,
  options: StageOptions,
  { server, sandbox, setup, session, role, pass }: Cast,
): Promise<() => Promise<unknown>> {
  const begin = (own: Session): Promise<{ readonly url: string }> =>
    own.beginSignIn({ redirectUri: REDIRECT_URI });
  const approved = async (): Promise<string> => sandbox.decide((await begin(setup)).url, 'approve');
  switch (options.operation) {
    case 'RegisterClient':
    case 'start URL':
      return () => begin(session);
    case 'StartDeviceAuthorization':
    case 'CreateToken: device_code':
      return () => session.signInWithDeviceCode({ onPrompt: () => undefined });
    case 'CreateToken: authorization_code': {
      const callback = await approved();
      return () => session.completeSignIn(callback);
    }
    default:
  }
  await setup.completeSignIn(await approved());
  switch (options.operation) {
    case 'CreateToken: refresh_token':
      // The token has ended, and the session has not.
      pass(2 * 3_600_000);
      return () => session.accessToken();
    case 'ListAccounts':
      return () => all(session.accounts());
    case 'ListAccountRoles':
      return () => all(session.roles(role.accountId));
    case 'GetRoleCredentials':
      return () => session.roleCredentials(role);
    case 'Logout':
      return () => session.signOut();
    default:
  }
  const credentials = await setup.roleCredentials(role);
  const { region } = sandbox;
  if (options.operation === 'GetCallerIdentity') {
    const where = { region, endpoint: server.origin };
    return options.door === 'node'
      ? () => callerIdentity(credentials, { ...where, environment: { HOME: '/nowhere' } })
      : () => callerIdentityOverFetch(credentials, where);
  }
  const home = await temporaryFolder(t);
  await mkdir(join(home, '.aws'));
  const lines = [
    '[profile keys]',
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token = ${credentials.sessionToken}`,
    '[profile deploy]',
    `role_arn = arn:aws:iam::${role.accountId}:role/Deploy`,
    'source_profile = keys',
    `region = ${region}`,
    '',
  ];
  await writeFile(join(home, '.aws/config'), lines.join('\n'));
  const environment = { HOME: home, AWS_ENDPOINT_URL_STS: server.origin };
  const { timeoutMilliseconds } = options;
  return () => fromProfile('deploy', { environment, timeoutMilliseconds })();
}
