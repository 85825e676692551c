/** Role credentials as text for other programs, with every value written so that no shell reads anything into it. */

import { IdentityCenterError, type RoleCredentials } from 'aws-sso-wasm/browser';

/** The formats, in the order in which they are offered. */
export const FORMATS = ['bash', 'fish', 'powershell', 'cmd', 'profile', 'json'] as const;

/** The name of a format. */
export type CredentialFormat = (typeof FORMATS)[number];

/** How a format is called, and what to do with its text. */
export const DESCRIPTIONS: Readonly<
  Record<CredentialFormat, { readonly name: string; readonly use: string }>
> = {
  bash: {
    name: 'bash, zsh',
    use: 'Paste into a shell: every program started from it is signed in.',
  },
  fish: { name: 'fish', use: 'Paste into fish: every program started from it is signed in.' },
  powershell: {
    name: 'PowerShell',
    use: 'Paste into PowerShell: every program started from it is signed in.',
  },
  cmd: {
    name: 'cmd',
    use: 'Paste into the Command Prompt: every program started from it is signed in.',
  },
  profile: {
    name: 'Profile',
    use: 'Paste into ~/.aws/credentials, then add --profile with the name in brackets.',
  },
  json: { name: 'JSON', use: 'What a credential_process prints, for programs that read it.' },
};

/** A part of the text. Secret parts are shown only when the person asks. */
export interface TextPart {
  readonly text: string;
  readonly isSecret: boolean;
}

/** Whom the credentials are for. */
export interface ProfileName {
  readonly accountId: string;
  readonly roleName: string;
}

/**
 * The credentials in a format.
 *
 * Throws `ERR_BAD_RESPONSE` when a value has a character that the format cannot carry. AWS's own never do.
 */
export function credentialText(
  format: CredentialFormat,
  credentials: RoleCredentials,
  name: ProfileName,
): readonly TextPart[] {
  switch (format) {
    case 'bash':
      return variables(credentials, 'export ', '=', bashQuoted);
    case 'fish':
      return variables(credentials, 'set -gx ', ' ', fishQuoted);
    case 'powershell':
      return variables(credentials, '$Env:', ' = ', powershellQuoted);
    case 'cmd':
      return commandPrompt(credentials);
    case 'profile':
      return profile(credentials, name);
    case 'json':
      return json(credentials);
  }
}

/** All of the text, as it is copied. */
export function wholeText(parts: readonly TextPart[]): string {
  return parts.map((part) => part.text).join('');
}

/** As Bash and Zsh read it: nothing is special between single quotes, and a single quote ends them. */
export function bashQuoted(value: string): string {
  return `'${printable(value).replaceAll("'", String.raw`'\''`)}'`;
}

/** As fish reads it: between single quotes only the backslash and the quote itself are special. */
export function fishQuoted(value: string): string {
  return `'${printable(value).replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

/** As PowerShell reads it: a quote is doubled, and the typographic single quotes count as quotes. */
export function powershellQuoted(value: string): string {
  return `'${printable(value).replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** The variables that every AWS SDK and the AWS CLI read. */
function entries(credentials: RoleCredentials): readonly (readonly [string, string, boolean])[] {
  return [
    ['AWS_ACCESS_KEY_ID', credentials.accessKeyId, false],
    ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey, true],
    ['AWS_SESSION_TOKEN', credentials.sessionToken, true],
    ['AWS_CREDENTIAL_EXPIRATION', isoTime(credentials.expiration), false],
  ];
}

function variables(
  credentials: RoleCredentials,
  before: string,
  between: string,
  quoted: (value: string) => string,
): readonly TextPart[] {
  return entries(credentials).flatMap(([name, value, isSecret]) => [
    open(before + name + between),
    { text: quoted(value), isSecret },
    open('\n'),
  ]);
}

/** As the Command Prompt reads it. It has no way to write a quote or a percent sign that always holds. */
function commandPrompt(credentials: RoleCredentials): readonly TextPart[] {
  return entries(credentials).flatMap(([name, value, isSecret]) => {
    if (/["%!]/.test(printable(value))) throw unwritable();
    return [open(`set "${name}=`), { text: value, isSecret }, open('"\r\n')];
  });
}

/** A section of the shared credentials file, under the name that the access portal gives it. */
function profile(credentials: RoleCredentials, name: ProfileName): readonly TextPart[] {
  const section = printable(`${name.accountId}_${name.roleName}`);
  if (/[\][#;\s]/.test(section)) throw unwritable();
  const line = (key: string, value: string, isSecret: boolean): readonly TextPart[] => {
    if (/^\s|\s$/.test(printable(value))) throw unwritable();
    return [open(`${key} = `), { text: value, isSecret }, open('\n')];
  };
  return [
    open(`[${section}]\n`),
    ...line('aws_access_key_id', credentials.accessKeyId, false),
    ...line('aws_secret_access_key', credentials.secretAccessKey, true),
    ...line('aws_session_token', credentials.sessionToken, true),
  ];
}

/** What `credential_process` programs print. */
function json(credentials: RoleCredentials): readonly TextPart[] {
  return [
    open(`{\n  "Version": 1,\n  "AccessKeyId": ${JSON.stringify(credentials.accessKeyId)},\n`),
    open('  "SecretAccessKey": '),
    { text: JSON.stringify(credentials.secretAccessKey), isSecret: true },
    open(',\n  "SessionToken": '),
    { text: JSON.stringify(credentials.sessionToken), isSecret: true },
    open(`,\n  "Expiration": ${JSON.stringify(isoTime(credentials.expiration))}\n}\n`),
  ];
}

function open(text: string): TextPart {
  return { text, isSecret: false };
}

/** To the second, as the AWS CLI writes it. */
function isoTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** The value, unless it has a control character: a line break would end the line that it stands in. */
function printable(value: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) throw unwritable();
  return value;
}

function unwritable(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_BAD_RESPONSE',
    'The credentials hold a character that this format cannot carry.',
    { help: 'Copy them as JSON.' },
  );
}
