// Lets somebody choose who cannot use arrows: a numbered list, answered by a number or by the text itself.

import { noChoice } from './end_of_input.js';

/** Shows text, and asks for a line of it. */
export interface Dialog {
  print(text: string): Promise<void>;
  ask(message: string): Promise<string | undefined>;
}

/** The index of the choice. Rejects with `ERR_INVALID_ARGUMENT` at the end of the input. */
export async function chooseByNumber(
  message: string,
  choices: readonly string[],
  { print, ask }: Dialog,
): Promise<number> {
  const list = choices.map((choice, index) => `${index + 1}. ${choice}\n`).join('');
  await print(`${message}\n${list}`);
  for (;;) {
    const answer = await ask(`Number (1-${choices.length}): `);
    if (answer === undefined) throw noChoice();
    const index = indexOf(answer.trim(), choices);
    if (index !== undefined) return index;
    await print(`"${answer.trim()}" is neither a number of the list nor one of its entries.\n`);
  }
}

function indexOf(answer: string, choices: readonly string[]): number | undefined {
  const exact = choices.indexOf(answer);
  if (exact !== -1) return exact;
  const number = /^\d{1,9}$/.test(answer) ? Number(answer) : 0;
  return number >= 1 && number <= choices.length ? number - 1 : undefined;
}
