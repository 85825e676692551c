/** What the main part of the page shows: one view at a time. */

import { element, focusOn } from './element.js';

/** A view. */
export interface View {
  /** The name of the page while this is shown. */
  readonly title: string;
  readonly element: HTMLElement;
  /** Takes the focus when the view appears, so that keyboard and screen reader begin at its top. */
  readonly heading: HTMLElement;
  /** Ends what the view waits for. */
  readonly dispose?: () => void;
}

/** Where views are shown. */
export class Stage {
  readonly element = element('main', { id: 'main' });
  #view: View | undefined;

  /** Shows a view in place of the one before. The first view of a page takes no focus: a page begins at its top. */
  show(view: View): void {
    const isFirst = this.#view === undefined;
    this.#view?.dispose?.();
    this.#view = view;
    this.element.replaceChildren(view.element);
    document.title = `${view.title} · AWS sign-in`;
    if (isFirst) return;
    window.scrollTo(0, 0);
    focusOn(view.heading);
  }
}
