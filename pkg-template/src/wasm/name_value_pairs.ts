// Variables in the form the core passes them: names and values in turn.

/** The object of names and values that stand in turn. */
export function fromPairs(words: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length; index += 2) {
    const [name, value] = words.slice(index, index + 2);
    if (name !== undefined && value !== undefined) variables[name] = value;
  }
  return variables;
}
