// What to do next, in a program: the core's own words are for people at a command line.

import { IdentityCenterError, isIdentityCenterError } from './errors.js';

/** The error with a next step that a program can take. */
export function withProgramsStep(error: unknown): unknown {
  const help = isIdentityCenterError(error) ? nextStep(error) : undefined;
  if (help === undefined || !isIdentityCenterError(error)) return error;
  const { code, message, retryable, fault, cause } = error;
  const details = fault === undefined ? {} : { fault };
  return new IdentityCenterError(code, message, { help, retryable, cause, ...details });
}

function nextStep({ code, fault }: IdentityCenterError): string | undefined {
  if (code === 'ERR_SIGN_IN_REQUIRED') return 'Let the person sign in to this session again.';
  switch (`${fault?.operation} ${fault?.awsCode}`) {
    case 'GetRoleCredentials ForbiddenException':
      return 'The person has no such role in that account. Those that they have are listed by accountRoles().';
    case 'GetCallerIdentity ExpiredToken':
      return 'The credentials have ended. Get new ones, and check the clock of this machine.';
    default:
      return undefined;
  }
}
