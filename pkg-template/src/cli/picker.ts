// Lets a person choose from a list by arrows and by typing. Loaded only when there is something to choose.
//
// The cursor stays in the first line of what is drawn, so that whatever happens, erasing below it leaves nothing behind.

import { createInterface, type Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { ChoiceList } from './choice_list.js';
import { frameOf, rowsOn, type Surface } from './picker_frame.js';
import { suspend } from './suspend.js';

const ERASE = '\r\x1b[J';
const ESCAPE_MILLISECONDS = 50;

/** The terminal to choose at. */
export interface PickerOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly signal: AbortSignal;
  readonly isBold: boolean;
}

/** The index of what was chosen; or how else it ended: with Ctrl-C or the signal, or with the end of the input. */
export type Picked = number | 'interrupted' | 'ended';

/** Shows the message and the choices until one of them is chosen. */
export async function pick(
  message: string,
  choices: readonly string[],
  { input, output, signal, isBold }: PickerOptions,
): Promise<Picked> {
  const list = new ChoiceList(choices);
  // A terminal may not know its size.
  const surface = (): Surface => ({
    columns: output.columns || 80,
    rows: output.rows || 24,
    isBold,
  });
  let cursor = 0;
  const draw = (): void => {
    const frame = frameOf(list, surface());
    cursor = frame.cursor;
    const lines = frame.lines.map((line) => `${line}\x1b[K`).join('\n');
    const back = `\x1b[${frame.lines.length - 1}A\x1b[${cursor + 1}G`;
    output.write(`\r${lines}\x1b[J${back}`);
  };
  const onResize = (): void => {
    // A narrower terminal may have broken the line in two.
    const up = Math.floor(cursor / surface().columns);
    output.write(`${up > 0 ? `\x1b[${up}A` : ''}${ERASE}`);
    draw();
  };

  let isOver = false;
  let end = (_picked: Picked): void => undefined;
  const onAbort = (): void => end('interrupted');
  const onEnd = (): void => end('ended');
  const onKey = (text: string | undefined, key: Key): void => {
    const picked = press(list, text, key, rowsOn(surface()));
    if (picked === 'suspended') void sleepAndWake();
    else if (picked !== undefined) end(picked);
    else draw();
  };
  const enter = (): void => {
    input.setRawMode(true);
    input.on('keypress', onKey).resume();
    output.on('resize', onResize).write(`${message}\n`);
    draw();
  };
  const leave = (): void => {
    input.off('keypress', onKey).pause();
    output.off('resize', onResize).write(ERASE);
    input.setRawMode(false);
  };
  const sleepAndWake = async (): Promise<void> => {
    leave();
    await suspend();
    if (!isOver) enter();
  };

  // Keys are decoded for the first interface of an input, with its patience for what may follow an Escape.
  createInterface({ input, terminal: true, escapeCodeTimeout: ESCAPE_MILLISECONDS }).close();
  try {
    return await new Promise<Picked>((resolve) => {
      end = resolve;
      signal.addEventListener('abort', onAbort);
      input.once('end', onEnd).once('close', onEnd);
      enter();
    });
  } finally {
    isOver = true;
    signal.removeEventListener('abort', onAbort);
    input.off('end', onEnd).off('close', onEnd);
    leave();
  }
}

/** Keys that change the list; `page` is how many choices are shown at once. */
const CHANGES: ReadonlyMap<string, (list: ChoiceList, page: number) => void> = new Map([
  ['up', (list) => list.step(-1)],
  ['ctrl-p', (list) => list.step(-1)],
  ['down', (list) => list.step(1)],
  ['ctrl-n', (list) => list.step(1)],
  ['pageup', (list, page) => list.leap(-page)],
  ['pagedown', (list, page) => list.leap(page)],
  ['home', (list) => list.leap(-list.total)],
  ['end', (list) => list.leap(list.total)],
  ['backspace', (list) => list.searchFor([...list.search].slice(0, -1).join(''))],
  ['ctrl-h', (list) => list.searchFor([...list.search].slice(0, -1).join(''))],
  ['ctrl-w', (list) => list.searchFor(list.search.replace(/\S*\s*$/, ''))],
  ['ctrl-u', (list) => list.searchFor('')],
  ['escape', (list) => list.searchFor('')],
]);

/** Does to the list what the key says; returns how that ends it, if it does. */
function press(
  list: ChoiceList,
  text: string | undefined,
  { name, ctrl = false, meta = false }: Key,
  page: number,
): Picked | 'suspended' | undefined {
  const key = ctrl ? `ctrl-${name}` : (name ?? '');
  if (key === 'ctrl-c') return 'interrupted';
  if (key === 'ctrl-d') return 'ended';
  if (key === 'ctrl-z') return 'suspended';
  if (key === 'return' || key === 'enter') return list.chosen;
  const change = CHANGES.get(key);
  if (change !== undefined) change(list, page);
  // Other keys without a meaning here have a name, but no text to search for.
  else if (text !== undefined && !ctrl && !meta && /^\P{C}+$/u.test(text)) {
    list.searchFor(list.search + text);
  }
  return undefined;
}
