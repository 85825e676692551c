/** Making elements. Text goes in as text, never as markup. */

/** What may stand inside an element; `undefined` stands for nothing. */
export type Child = Node | string | undefined;

/** Attributes; `true` is one without a value, `false` and `undefined` leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  append(made, children);
  return made;
}

/** Sets an attribute, or removes it. */
export function setAttribute(
  target: Element,
  name: string,
  value: string | number | boolean | undefined,
): void {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : String(value));
}

/** Replaces what stands inside `target`. */
export function fill(target: Element, ...children: readonly Child[]): void {
  target.replaceChildren();
  append(target, children);
}

/** Puts the keyboard's focus on something that takes none by itself, such as a heading. */
export function focusOn(target: HTMLElement): void {
  if (!target.matches('a[href], button, input, select, textarea')) target.tabIndex = -1;
  target.focus();
}

function append(target: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== undefined) target.append(child);
}
