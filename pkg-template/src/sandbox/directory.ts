/** The accounts and roles that the sandbox's one person may use. */

import type { SandboxAccount, Settings } from './options.js';
import { roleId, roleSuffix } from './random.js';

/** An account as ListAccounts shows it, with the names of its roles. */
export interface Account {
  readonly accountId: string;
  readonly accountName: string | undefined;
  readonly emailAddress: string | undefined;
  readonly roles: readonly string[];
}

/** An IAM role. */
export interface Role {
  readonly accountId: string;
  /** The name in IAM: for an assigned role `AWSReservedSSO_{name}_{16 hex digits}`. */
  readonly name: string;
  /** The unique id, `AROA…`. */
  readonly id: string;
}

const ROLE_NAMES = [
  'AdministratorAccess',
  'ReadOnlyAccess',
  'PowerUserAccess',
  'Billing',
  'SecurityAudit',
  'DatabaseAdministrator',
  'NetworkAdministrator',
  'SupportUser',
  'ViewOnlyAccess',
  'DataScientist',
];
const TEAMS = [
  'platform',
  'payments',
  'search',
  'data-lake',
  'identity',
  'mobile',
  'logistics',
  'analytics',
];
const STAGES = ['production', 'staging', 'development', 'sandbox'];
const ODD_NAMES = [
  'R&D <b>bold</b> "quoted" \'single\'',
  'Zürich – Überweisungen',
  '東京オフィス 🗼',
  'قسم المالية',
  '  blanks at both ends  ',
  'tab\there; $HOME `id` \\ %s {{x}}',
  'a-very-long-name-'.repeat(12),
  undefined,
];

/** Who may use what. */
export class Directory {
  /** In the order in which they are listed. */
  readonly accounts: readonly Account[];
  readonly #byId: ReadonlyMap<string, Account>;
  readonly #roles = new Map<string, Role>();
  readonly #denied: ReadonlySet<string>;
  readonly #partition: string;
  readonly #settings: Settings;

  constructor(settings: Settings) {
    const roles = typeof settings.roles === 'number' ? roleNames(settings.roles) : settings.roles;
    const listed =
      typeof settings.accounts === 'number'
        ? accounts(settings.accounts, settings.oddNames)
        : settings.accounts;
    this.accounts = listed.map((account) => ({
      accountId: account.accountId,
      accountName: account.accountName,
      emailAddress: account.emailAddress,
      roles: account.roles ?? roles,
    }));
    this.#byId = new Map(this.accounts.map((account) => [account.accountId, account]));
    this.#denied = new Set(settings.deniedRoles);
    this.#partition = partition(settings.region);
    this.#settings = settings;
  }

  /** The account, if the person is assigned to it. */
  account(accountId: string): Account | undefined {
    return this.#byId.get(accountId);
  }

  /** The IAM role behind an assigned one; none when it is not assigned, or denied. */
  assignedRole(accountId: string, roleName: string): Role | undefined {
    const account = this.#byId.get(accountId);
    if (account === undefined || !account.roles.includes(roleName) || this.#denied.has(roleName))
      return undefined;
    return this.#role(
      accountId,
      `sso/${roleName}`,
      () => `AWSReservedSSO_${roleName}_${roleSuffix()}`,
    );
  }

  /** The IAM role with this ARN, if AssumeRole knows it; `external` is the external id that it asks for. */
  assumableRole(
    arn: string,
  ): { readonly role: Role; readonly external: string | undefined } | undefined {
    const match =
      /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\u0021-\u007e]+\/)?([\w+=,.@-]{1,64})$/.exec(arn);
    const [, partitionName, accountId, name] = match ?? [];
    if (partitionName !== this.#partition || accountId === undefined || name === undefined)
      return undefined;
    const listed = this.#settings.iamRoles;
    const entry = listed?.find((role) => role.arn === arn);
    if (listed === undefined ? !this.#byId.has(accountId) : entry === undefined) return undefined;
    return { role: this.#role(accountId, `iam/${name}`, () => name), external: entry?.externalId };
  }

  /** The ARN of a session of this role. */
  sessionArn(role: Role, sessionName: string): string {
    return `arn:${this.#partition}:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`;
  }

  #role(accountId: string, key: string, name: () => string): Role {
    const found = this.#roles.get(`${accountId}/${key}`);
    if (found !== undefined) return found;
    const role: Role = { accountId, name: name(), id: roleId() };
    this.#roles.set(`${accountId}/${key}`, role);
    return role;
  }
}

function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

function roleNames(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => ROLE_NAMES[index] ?? `Role-${String(index + 1).padStart(3, '0')}`,
  );
}

function accounts(count: number, odd: boolean): readonly SandboxAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const accountId = String(111_122_223_333 + index * 8_880_001).padStart(12, '0');
    const team = TEAMS[Math.floor(index / STAGES.length) % TEAMS.length];
    const stage = STAGES[index % STAGES.length];
    const round = Math.floor(index / (TEAMS.length * STAGES.length));
    const name = round === 0 ? `${team}-${stage}` : `${team}-${stage}-${round + 1}`;
    const plain = { accountId, accountName: name, emailAddress: `aws+${name}@example.com` };
    if (!odd || index % 2 === 0) return plain;
    const accountName = ODD_NAMES[(index >> 1) % ODD_NAMES.length];
    return accountName === undefined ? { accountId } : { ...plain, accountName };
  });
}
