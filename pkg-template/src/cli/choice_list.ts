// A list of choices that is searched by typing, and walked through.

/** What is searched for, what matches, and which of the matches has the focus. */
export class ChoiceList {
  readonly #choices: readonly string[];
  #search = '';
  #matches: readonly number[];
  #focus = 0;

  constructor(choices: readonly string[]) {
    this.#choices = choices;
    this.#matches = [...choices.keys()];
  }

  /** What was typed. */
  get search(): string {
    return this.#search;
  }

  /** How many choices there are in all. */
  get total(): number {
    return this.#choices.length;
  }

  /** The choices that match. */
  get matches(): readonly string[] {
    return this.#matches.flatMap((index) => this.#choices[index] ?? []);
  }

  /** The place in {@link matches} that has the focus. */
  get focus(): number {
    return this.#focus;
  }

  /** The index of the choice that has the focus; `undefined` if nothing matches. */
  get chosen(): number | undefined {
    return this.#matches[this.#focus];
  }

  /** Searches for choices that hold every word of the text, letter case aside. The first match gets the focus. */
  searchFor(text: string): void {
    this.#search = text;
    const words = text.toLowerCase().split(/\s+/);
    this.#matches = [...this.#choices.keys()].filter((index) => {
      const choice = this.#choices[index]?.toLowerCase();
      return words.every((word) => choice?.includes(word));
    });
    this.#focus = 0;
  }

  /** Moves the focus by one, from either end on to the other. */
  step(by: 1 | -1): void {
    const count = this.#matches.length;
    if (count > 0) this.#focus = (this.#focus + by + count) % count;
  }

  /** Moves the focus by many, and not beyond the ends. */
  leap(by: number): void {
    this.#focus = Math.max(0, Math.min(this.#matches.length - 1, this.#focus + by));
  }
}
