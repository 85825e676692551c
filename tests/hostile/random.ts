// Randomness that can be had again: its seed is printed by the test, and taken from HOSTILE_SEED.

/** A source of bytes. */
export interface Seeded {
  readonly seed: number;
  readonly bytes: (length: number) => Buffer;
}

/** Starts at HOSTILE_SEED, or anywhere (xorshift32). */
export function seeded(): Seeded {
  const given = Number(process.env['HOSTILE_SEED']);
  const seed =
    Number.isInteger(given) && given > 0 ? given : 1 + Math.floor(Math.random() * 2 ** 31);
  let state = seed | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return { seed, bytes: (length) => Buffer.from(Array.from({ length }, next)) };
}
