// Text cut to the columns of a terminal. The only file that knows how wide a character is shown.

import measure from 'fast-string-truncated-width';

const ELLIPSIS = '…';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many columns the text takes. */
export function width(text: string): number {
  return measure(text).width;
}

/** The text, if it fits; else its begin and, unless that would leave little of it, so many columns of its end. */
export function fit(text: string, columns: number, endColumns = 0): string {
  if (width(text) <= columns) return text;
  const characters = split(text);
  const end = columns < 3 * endColumns ? '' : lastOf(characters, endColumns);
  const begin = firstOf(characters, columns - width(ELLIPSIS) - width(end));
  return columns < width(ELLIPSIS) ? '' : `${begin}${ELLIPSIS}${end}`;
}

/** The end of the text, if it does not fit. */
export function fitEnd(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return lastOf(split(text), columns);
}

/** What a person sees as characters. */
function split(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function firstOf(characters: readonly string[], columns: number): string {
  let left = columns;
  const end = characters.findIndex((character) => (left -= width(character)) < 0);
  return characters.slice(0, end === -1 ? undefined : end).join('');
}

function lastOf(characters: readonly string[], columns: number): string {
  let left = columns;
  const begin = characters.findLastIndex((character) => (left -= width(character)) < 0);
  return characters.slice(begin + 1).join('');
}
