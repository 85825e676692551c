// What runs inside the page. Each function is sent as its source text, so it names nothing outside itself.

/** An element by role and accessible name; the first in view of a person, or null. */
export function findByRole(role: string, name: { source: string; flags: string }): Element | null {
  const native: Readonly<Record<string, string>> = {
    button: 'button, summary, input[type=submit], input[type=button]',
    link: 'a[href]',
    textbox: 'input:not([type]), input[type=text], input[type=url], input[type=email], textarea',
    searchbox: 'input[type=search]',
    checkbox: 'input[type=checkbox]',
    radio: 'input[type=radio]',
    combobox: 'select, input[list]',
    option: 'option',
    heading: 'h1, h2, h3, h4, h5, h6',
    listitem: 'li',
    status: 'output',
    dialog: 'dialog[open]',
    region: 'section',
    main: 'main',
  };
  const pattern = new RegExp(name.source, name.flags);
  const plain = (text: string | null | undefined): string =>
    (text ?? '').replaceAll(/\s+/g, ' ').trim();
  const nameOf = (element: Element): string => {
    const referred = (element.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => plain(document.getElementById(id)?.textContent))
      .join(' ');
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const label = labels.map((each) => plain(each.textContent)).join(' ');
    const value =
      element instanceof HTMLInputElement && element.type === 'submit' ? element.value : '';
    const own = [
      referred,
      element.getAttribute('aria-label'),
      label,
      value,
      element instanceof HTMLInputElement ? element.placeholder : element.textContent,
    ];
    return own.map(plain).find((text) => text !== '') ?? '';
  };
  const selector = [`[role="${role}"]`, native[role]]
    .filter((part) => part !== undefined)
    .join(',');
  for (const element of document.querySelectorAll(selector)) {
    const other = element.getAttribute('role');
    if (other !== null && other !== role) continue;
    if (element.closest('[aria-hidden="true"], [inert]') !== null) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (pattern.test(nameOf(element))) return element;
  }
  return null;
}

/** What a person clicks who means this element: of a radio button and its label the one on top. Null when it is disabled. */
export function whatIsClicked(element: Element | null): Element | null {
  if (element === null || element.matches(':disabled, [aria-disabled=true]')) return null;
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
  if (label === undefined || !element.matches('[type=radio], [type=checkbox]')) return element;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  return above === element ? element : label;
}

/** Everything that the page could have kept, as text to search. */
export async function dumpPage(): Promise<Record<string, string>> {
  const read = async (source: () => unknown): Promise<string> => {
    try {
      return JSON.stringify(await source()) ?? '';
    } catch (error) {
      return `(${String(error)})`;
    }
  };
  const databases = async (): Promise<unknown> => {
    const found: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        found.push(
          await new Promise((resolve, reject) => {
            const request = database.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          }),
        );
      }
      database.close();
    }
    return found;
  };
  const cached = async (): Promise<unknown> => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(request.url, (await response?.text()) ?? '');
      }
    }
    return found;
  };
  const fields = (): unknown =>
    [...document.querySelectorAll('input, textarea, output')].map((field) =>
      'value' in field ? field.value : null,
    );
  return {
    'the address': location.href,
    'the referrer': document.referrer,
    'the title': document.title,
    'window.name': window.name,
    'history.state': await read(() => history.state),
    'document.cookie': await read(() => document.cookie),
    sessionStorage: await read(() => ({ ...sessionStorage })),
    localStorage: await read(() => ({ ...localStorage })),
    IndexedDB: await read(databases),
    'the caches': await read(cached),
    'the document': document.documentElement.outerHTML,
    'the fields': await read(fields),
    // The entry of the navigation itself cannot be cleared, and ends with the document.
    'the resource timings': await read(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    ),
  };
}
