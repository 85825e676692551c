/** Choosing the format of credentials: radio buttons that look like a switch. */

import { DESCRIPTIONS, FORMATS, type CredentialFormat } from './credential_formats.js';
import { element } from './element.js';

/** The choice. Calls `choose` with every change. */
export function formatChoice(
  chosen: CredentialFormat,
  choose: (format: CredentialFormat) => void,
): HTMLFieldSetElement {
  return element(
    'fieldset',
    { class: 'segments', id: 'formats' },
    element('legend', { class: 'unseen' }, 'Format'),
    ...FORMATS.map((format) => {
      const input = element('input', {
        type: 'radio',
        name: 'format',
        value: format,
        id: `format-${format}`,
        checked: format === chosen,
      });
      input.addEventListener('change', () => choose(format));
      return element(
        'div',
        { class: 'segment' },
        input,
        element('label', { for: input.id }, DESCRIPTIONS[format].name),
      );
    }),
  );
}

/** The format that most people on this system want. */
export function likelyFormat(): CredentialFormat {
  return /Windows/i.test(navigator.userAgent) ? 'powershell' : 'bash';
}
