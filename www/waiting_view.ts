/** A view for while the page waits and has nothing else to show. */

import { element } from './element.js';
import { Progress } from './progress.js';
import type { View } from './view.js';

/** Says what is being waited for, once that takes a while. */
export function waitingView(title: string, text: string): View {
  const heading = element('h1', { id: 'view-heading' }, title);
  const progress = new Progress();
  progress.begin(text);
  return {
    title,
    heading,
    element: element('div', { class: 'view narrow waiting-view' }, heading, progress.element),
    dispose: () => progress.end(),
  };
}
