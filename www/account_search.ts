/** Which accounts and roles a search means. */

/** What is searched: an account with the names of its roles. */
export interface Searchable {
  readonly accountId: string;
  readonly accountName?: string;
  readonly emailAddress?: string;
  readonly roleNames: readonly string[];
}

/** An account made ready for searching. */
export interface SearchEntry {
  readonly account: string;
  readonly roles: readonly string[];
}

/** Reads an account once, so that every key stroke only compares. */
export function searchEntry(account: Searchable): SearchEntry {
  const words = [account.accountName, account.accountId, account.emailAddress];
  return {
    account: folded(words.filter((word) => word !== undefined).join('\n')),
    roles: account.roleNames.map(folded),
  };
}

/** The words of a query. An account number may be typed with blanks or dashes: `1111-2222-3333`. */
export function searchWords(query: string): readonly string[] {
  const joined = query.replaceAll(/(?<!\S)\d{1,4}(?:[- ]\d{1,4}){1,2}(?!\S)/g, (number) =>
    number.replaceAll(/[- ]/g, ''),
  );
  return folded(joined)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/**
 * Which roles of an account match: every word has to be found in the account or in the role. `undefined` if the account
 * does not match at all; an account without roles matches by its own words alone.
 */
export function matchingRoles(
  entry: SearchEntry,
  words: readonly string[],
): readonly number[] | undefined {
  const forRole = words.filter((word) => !entry.account.includes(word));
  if (forRole.length > 0 && entry.roles.length === 0) return undefined;
  const matching = entry.roles.flatMap((role, index) =>
    forRole.every((word) => role.includes(word)) ? [index] : [],
  );
  return forRole.length > 0 && matching.length === 0 ? undefined : matching;
}

/** Text without the differences that a person searching does not mind: case, accents, width. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
