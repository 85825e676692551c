// What the picker shows: the search, the choices around the focus, and how many there are.

import type { ChoiceList } from './choice_list.js';
import { fit, fitEnd, width } from './fit.js';

const LABEL = 'Search: ';
const MOST_ROWS = 15;
/** How much of the end of a choice always stays: room for an account id in brackets. */
const END_COLUMNS = 15;
/** The search, the count, and a line that keeps the terminal from scrolling. */
const OTHER_LINES = 3;

/** The size of a terminal, and whether to use bold type in it. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  readonly isBold: boolean;
}

/** Lines that each fit into the terminal. */
export interface Frame {
  readonly lines: readonly string[];
  /** Where the cursor belongs in the first line, counted from 0. */
  readonly cursor: number;
}

/** How many choices are shown at once. */
export function rowsOn(surface: Surface): number {
  return Math.max(1, Math.min(MOST_ROWS, surface.rows - OTHER_LINES));
}

/** The frame of the list as it is. */
export function frameOf(list: ChoiceList, surface: Surface): Frame {
  // The last column stays free: a terminal may break the line after it.
  const columns = surface.columns - 1;
  const { matches, focus, total } = list;
  const rows = rowsOn(surface);
  const first = Math.max(0, Math.min(focus - Math.floor(rows / 2), matches.length - rows));
  const shown = matches.slice(first, first + rows).map((choice, index) => {
    const isFocused = first + index === focus;
    const line = fit(`${isFocused ? '>' : ' '} ${choice}`, columns, END_COLUMNS);
    return isFocused && surface.isBold ? `\x1b[1m${line}\x1b[22m` : line;
  });
  const count = matches.length === total ? `${total}` : `${matches.length} of ${total}`;
  const hint =
    matches.length === 0
      ? 'Backspace or Escape to search again'
      : 'type to search, arrows to move, Enter to choose';
  const search = fit(LABEL + fitEnd(list.search, columns - LABEL.length), columns);
  return {
    lines: [search, ...shown, fit(`  ${count} - ${hint}`, columns)],
    cursor: Math.min(width(search), Math.max(0, columns)),
  };
}
