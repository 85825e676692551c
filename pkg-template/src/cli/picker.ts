// Lets a person choose from a list by arrows and by typing. Loaded only when there is something to choose.

import { styleText } from 'node:util';
import type { ReadStream, WriteStream } from 'node:tty';
import { AutocompletePrompt, isCancel, settings } from '@clack/core';

/** Lines besides the choices: message, search, count. */
const FRAME_LINES = 4;
const FEWEST_ROWS = 3;
const MOST_ROWS = 15;

/** The terminal to choose at. */
export interface PickerOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly signal: AbortSignal;
  readonly colors: boolean;
}

interface Choice {
  /** The index as text: the prompt takes 0 for no value. */
  readonly value: string;
  readonly label: string;
}

/** The index of the choice; `undefined` if the person pressed Ctrl-C. */
export async function pick(
  message: string,
  choices: readonly string[],
  { input, output, signal, colors }: PickerOptions,
): Promise<number | undefined> {
  // Escape ends a search in other programs; here it must not end the whole command.
  settings.aliases.delete('escape');
  const prompt = new AutocompletePrompt<Choice>({
    input,
    output,
    signal,
    options: choices.map((label, index) => ({ value: String(index), label })),
    filter: (search, { label }) => matches(label, search),
    validate: (value) => (value === undefined ? 'Nothing matches.' : undefined),
    render() {
      if (this.state === 'submit' || this.state === 'cancel') return message;
      // A terminal may not know its size.
      const width = (output.columns || 80) - 1;
      const rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, (output.rows || 24) - FRAME_LINES));
      const first = Math.max(
        0,
        Math.min(this.cursor - Math.floor(rows / 2), this.filteredOptions.length - rows),
      );
      const shown = this.filteredOptions.slice(first, first + rows).map(({ value, label }) => {
        const isFocused = value === this.focusedValue;
        const line = cut(`${isFocused ? '>' : ' '} ${label}`, width);
        return isFocused && colors ? styleText('cyan', line) : line;
      });
      const count =
        this.filteredOptions.length === choices.length
          ? `${choices.length}`
          : `${this.filteredOptions.length} of ${choices.length}`;
      return [
        message,
        `Search: ${this.userInput}_`,
        ...shown,
        cut(`  ${count} - type to search, arrows to move, Enter to choose`, width),
      ].join('\n');
    },
  });
  const chosen = await prompt.prompt();
  return isCancel(chosen) || typeof chosen !== 'string' ? undefined : Number(chosen);
}

/** Whether every word of the search is in the label. */
function matches(label: string, search: string): boolean {
  const text = label.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function cut(line: string, columns: number): string {
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, columns - 1).join('')}…`;
}
