// How much is tried: each test has a number for every day, and a variable for whoever has more time.

/** The number that the variable holds, or else the one for every day. */
export function tries(variable: string, daily: number): number {
  const given = Number(process.env[variable]);
  return Number.isSafeInteger(given) && given > 0 ? given : daily;
}
