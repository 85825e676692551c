// Lies in one member of an answer: not there, of another type, or a value that cannot be.

import { isSts } from './answer_lies.js';
import type { Lie } from './lie.js';
import { type Operation, written } from './server.js';
import { bad, FINE, refused, type Verdict } from './verdict.js';

/** What a member promises. */
type Kind =
  'text' | 'label' | 'secret' | 'seconds' | 'pause' | 'epoch' | 'millis' | 'page' | 'list';

interface Member {
  /** From the root to the member. */
  readonly path: readonly (string | number)[];
  readonly kind: Kind;
  readonly isOptional?: true;
}

function member(path: string, kind: Kind, isOptional?: true): Member {
  const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path: steps, kind, ...(isOptional === undefined ? {} : { isOptional }) };
}

const TOKEN: readonly Member[] = [
  member('accessToken', 'secret'),
  member('expiresIn', 'seconds'),
  member('refreshToken', 'secret', true),
];

/** The members that we read, by operation. */
const MEMBERS: Partial<Record<Operation, readonly Member[]>> = {
  RegisterClient: [
    member('clientId', 'text'),
    member('clientSecret', 'secret'),
    member('clientSecretExpiresAt', 'epoch'),
  ],
  StartDeviceAuthorization: [
    member('deviceCode', 'secret'),
    member('userCode', 'text'),
    member('verificationUri', 'page'),
    member('verificationUriComplete', 'page', true),
    member('expiresIn', 'seconds'),
    member('interval', 'pause', true),
  ],
  'CreateToken: authorization_code': TOKEN,
  'CreateToken: device_code': TOKEN,
  'CreateToken: refresh_token': TOKEN,
  ListAccounts: [
    member('accountList', 'list'),
    member('accountList.0.accountId', 'text'),
    member('accountList.0.accountName', 'label', true),
    member('accountList.0.emailAddress', 'label', true),
  ],
  ListAccountRoles: [
    member('roleList', 'list'),
    member('roleList.0.roleName', 'text'),
    member('roleList.0.accountId', 'text', true),
  ],
  GetRoleCredentials: [
    member('roleCredentials.accessKeyId', 'text'),
    member('roleCredentials.secretAccessKey', 'secret'),
    member('roleCredentials.sessionToken', 'secret'),
    member('roleCredentials.expiration', 'millis'),
  ],
};

/** Written as JSON; `undefined` takes the member away. */
const VALUES: readonly (string | undefined)[] = [
  undefined,
  'null',
  '""',
  '"text"',
  '"a text"',
  '"\\u0000\\r\\nx: y"',
  '"\\u00e9\\u202e"',
  '"https://evil.example/start"',
  'true',
  '[]',
  '[null]',
  '["text"]',
  '{}',
  '7',
  '0',
  '-1',
  '-9223372036854775808',
  '1.5',
  '1e99',
  '1e400',
  '31000000',
  '31622401',
  '9007199254740993',
  '99999999999999999999999999',
];

/** What has to come of it. */
function expected({ path, kind, isOptional }: Member, value: string | undefined): Verdict {
  const name = String(path.at(-1));
  const says = (what: string): Verdict => bad(new RegExp(`with(out)? ?.*${what}`));
  const isAbsent = value === undefined || value === 'null';
  const parsed: unknown = isAbsent ? undefined : JSON.parse(value);
  if (isAbsent) return isOptional ? FINE : says(name);
  if (kind === 'list') {
    if (value === '[]') return FINE;
    return says(
      value.startsWith('[')
        ? `${name} that is not a list of objects`
        : `${name} that is not a list`,
    );
  }
  if (kind === 'seconds' || kind === 'pause' || kind === 'epoch' || kind === 'millis') {
    const isWhole = /^-?\d+$/.test(value) && Math.abs(Number(value)) <= 2 ** 63;
    if (!isWhole) return says(`${name} that is not a whole number`);
    return expectedNumber(name, kind, Number(value), says);
  }
  if (typeof parsed !== 'string') return says(`${name} that is not text`);
  if (parsed === '') return isOptional ? FINE : says(name);
  if (kind === 'label') return FINE;
  if (parsed.includes('\0')) return says(`control characters in ${name}`);
  if (kind === 'page') return bad(/verification|page|address/);
  const isPlain = /^[!-~]+$/.test(parsed);
  if (kind === 'secret' && !isPlain) return says(`characters that no token has in ${name}`);
  return FINE;
}

/** The same, where what the true services make of a value comes into it. */
function whatever(member: Member, value: string | undefined): Verdict {
  const verdict = expected(member, value);
  if (verdict !== FINE) return verdict;
  // A code that nobody gave.
  if (member.path[0] === 'deviceCode') return { ...refused(400), requests: 1 };
  // A pause that is longer than the code lives.
  if (member.kind === 'pause' && Number(value) > 600) {
    return {
      code: 'ERR_AUTHORIZATION_EXPIRED',
      sentence: /has expired\./,
      help: /Run the command again/,
      requests: 1,
    };
  }
  return verdict;
}

function expectedNumber(
  name: string,
  kind: Kind,
  value: number,
  says: (what: string) => Verdict,
): Verdict {
  const outside = says(`${name} outside of what it can be`);
  if (kind === 'seconds' || kind === 'pause') {
    if (value < 0 || value > 31_622_400) return outside;
    return value === 0 && kind === 'seconds' ? says(`${name} of zero`) : FINE;
  }
  return value > 0 && value < 1e15 ? FINE : outside;
}

/** The lies about an operation's members. */
export function memberLies(operation: Operation): readonly Lie[] {
  if (isSts(operation)) return elementLies(operation);
  return (MEMBERS[operation] ?? []).flatMap((each) =>
    VALUES.map((value): Lie => ({
      name: `${each.path.join('.')}: ${value ?? 'nothing'}`,
      place: 'body',
      async tell({ socket, honest }) {
        const { status, headers, body } = await honest();
        if (status !== 200) {
          // The person has not decided yet.
          socket.write(written({ status, headers, body }));
          return;
        }
        socket.write(written({ status, headers, body: replaced(body, each.path, value) }));
      },
      verdict: () => whatever(each, value),
    })),
  );
}

/** The JSON with this in the member's place, as it is written. */
function replaced(
  body: string,
  path: readonly (string | number)[],
  value: string | undefined,
): string {
  const MARK = '\u0001here\u0001';
  const root: unknown = JSON.parse(body);
  let parent = Object(root);
  for (const step of path.slice(0, -1)) parent = Object(parent[step]);
  const last = path.at(-1) ?? '';
  if (value === undefined) delete parent[last];
  else parent[last] = MARK;
  return JSON.stringify(root).replace(JSON.stringify(MARK), () => value ?? '');
}

const ELEMENTS: Partial<Record<Operation, readonly string[]>> = {
  GetCallerIdentity: ['UserId', 'Account', 'Arn'],
  AssumeRole: ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'],
};

/** An element away, empty, with elements in it, or with what cannot be. */
function elementLies(operation: Operation): readonly Lie[] {
  return (ELEMENTS[operation] ?? []).flatMap((name) =>
    ['', `<${name}/>`, `<${name}><x>1</x></${name}>`, `<${name}>a&#0;b</${name}>`, `<${name}>`].map(
      (instead): Lie => ({
        name: `${name}: ${instead || 'nothing'}`,
        place: 'body',
        async tell({ socket, honest }) {
          const { status, headers, body } = await honest();
          const element = new RegExp(`<${name}>[^<]*</${name}>`);
          socket.write(written({ status, headers, body: body.replace(element, instead) }));
        },
        // AWS documents an Expiration; clients of AWS's own take an answer without one.
        verdict: () => (name === 'Expiration' && instead === '' ? FINE : bad(/answered \w+ with/)),
      }),
    ),
  );
}
