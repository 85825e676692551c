/** Where the sign-in is kept: the person chooses, and is told what it means. */

import type { BrowserStorage } from 'aws-sso-wasm/browser';
import { element } from './element.js';

const CHOICES: readonly {
  readonly storage: BrowserStorage;
  readonly name: string;
  readonly means: string;
}[] = [
  {
    storage: 'memory',
    name: 'Only in this page',
    means: 'Gone when the page is closed, loaded anew or left to sign in to another session.',
  },
  {
    storage: 'session',
    name: 'In this tab',
    means:
      'Stays when the page is loaded anew, until the tab is closed. Scripts of this page’s address can read it.',
  },
  {
    storage: 'local',
    name: 'In this browser',
    means:
      'Stays for all tabs until you sign out. Lies on the disk unencrypted, where programs that run as you can read it.',
  },
];

/** The choice, as radio buttons. Calls `choose` at once with every change. */
export function storageChoice(
  chosen: BrowserStorage,
  choose: (storage: BrowserStorage) => void,
): HTMLFieldSetElement {
  return element(
    'fieldset',
    { class: 'choices', id: 'storage' },
    element('legend', {}, 'Keep the sign-in'),
    ...CHOICES.map(({ storage, name, means }) => {
      const input = element('input', {
        type: 'radio',
        name: 'storage',
        value: storage,
        id: `storage-${storage}`,
        checked: storage === chosen,
        'aria-describedby': `storage-${storage}-means`,
      });
      input.addEventListener('change', () => choose(storage));
      return element(
        'div',
        { class: 'choice' },
        input,
        element('label', { for: input.id }, name),
        element('p', { class: 'hint', id: `storage-${storage}-means` }, means),
      );
    }),
  );
}
