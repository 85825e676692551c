/** A button that copies, and says that it did. */

import type { Announcer } from './announcer.js';
import { button, relabel } from './button.js';
import { copyText } from './clipboard.js';

/** How long the button says "Copied". */
const SAID_FOR = 2_000;

/** What a copy button needs. */
export interface CopyOptions {
  readonly text: string;
  readonly label?: string;
  readonly id: string;
  readonly announcer: Announcer;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  /** What to copy, asked for when the button is pressed. `undefined` copies nothing. */
  readonly content: () => string | undefined;
  /** Called when the browser refuses, so that the person can copy by hand. */
  readonly onRefused?: () => void;
}

/** A button that copies. */
export function copyButton(options: CopyOptions): HTMLButtonElement {
  const { announcer } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const made = button(options.text, () => void copy(), {
    icon: 'copy',
    id: options.id,
    kind: options.kind ?? 'plain',
    ...(options.label === undefined ? {} : { label: options.label }),
  });
  async function copy(): Promise<void> {
    const content = options.content();
    if (content === undefined) return;
    const copied = await copyText(content);
    announcer.say(copied ? 'Copied.' : 'The browser does not let this page copy.');
    relabel(made, copied ? 'Copied' : 'Not copied');
    made.classList.toggle('done', copied);
    if (!copied) options.onRefused?.();
    clearTimeout(timer);
    timer = setTimeout(() => {
      relabel(made, options.text);
      made.classList.remove('done');
    }, SAID_FOR);
  }
  return made;
}
