// What a listing came to, as it is printed.

/** How it ended. */
export interface Outcome {
  readonly seconds: number;
  readonly accounts: number;
  readonly roles: number;
  /** How many answers "too many requests" the program had to deal with, after all tries of the library. */
  readonly throttled: number;
}

/** Times a listing and prints what it came to. */
export async function told(list: () => Promise<Omit<Outcome, 'seconds'>>): Promise<void> {
  const began = performance.now();
  const found = await list();
  console.log(JSON.stringify({ seconds: (performance.now() - began) / 1_000, ...found }));
}
