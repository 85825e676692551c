/** Whether what was typed can be a session. What AWS thinks of it shows when it is used. */

/** What is wrong with a field, as a sentence; nothing if it can be right. */
export type FieldProblem = string | undefined;

/** Judges a start URL and a Region. */
export function findProblem(typed: { readonly startUrl: string; readonly region: string }): {
  readonly startUrl: FieldProblem;
  readonly region: FieldProblem;
} {
  return { startUrl: startUrlProblem(typed.startUrl), region: regionProblem(typed.region) };
}

function startUrlProblem(text: string): FieldProblem {
  if (text === '') return 'Enter the address of your access portal.';
  if (!URL.canParse(text))
    return 'This is no web address. It begins with https:// and has no blanks.';
  const url = new URL(text);
  if (url.protocol !== 'https:') return 'The address has to begin with https://.';
  if (url.username !== '' || url.password !== '') return 'The address must not hold a user name.';
  if (!url.hostname.includes('.')) return 'The address needs the whole host name.';
  return undefined;
}

function regionProblem(text: string): FieldProblem {
  if (text === '') return 'Enter the Region that your access portal is in.';
  if (!/^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(text)) {
    return 'This is no Region. One is written like eu-west-1, in small letters.';
  }
  return undefined;
}
