/** Typing the session that the config file does not have. */

import { button } from './button.js';
import { element, setAttribute } from './element.js';
import { findProblem, type FieldProblem } from './session_check.js';

/** The Regions offered while typing; any other of the right form is taken too. */
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1'],
  ...['eu-south-1', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1'],
  ...['ap-northeast-2', 'ap-northeast-3', 'ap-east-1', 'me-south-1', 'me-central-1'],
  ...['il-central-1', 'af-south-1', 'us-gov-west-1', 'us-gov-east-1', 'cn-north-1'],
  ...['cn-northwest-1'],
];

/** A form that calls `open` with what was typed, once it can be right. */
export function sessionForm(open: (startUrl: string, region: string) => void): HTMLFormElement {
  const startUrl = field('start-url', 'Start URL', 'https://d-1234567890.awsapps.com/start', 'url');
  const region = field('region', 'Region', 'eu-west-1', 'text');
  setAttribute(region.input, 'list', 'regions');
  const form = element(
    'form',
    {
      class: 'session-form',
      novalidate: true,
      id: 'session-form',
      'aria-label': 'Another session',
    },
    startUrl.element,
    region.element,
    element('datalist', { id: 'regions' }, ...REGIONS.map((value) => element('option', { value }))),
    button('Continue', () => undefined, { kind: 'primary', id: 'open-session', submits: true }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = { startUrl: startUrl.input.value.trim(), region: region.input.value.trim() };
    const problems = findProblem(typed);
    startUrl.complain(problems.startUrl);
    region.complain(problems.region);
    if (problems.startUrl !== undefined) startUrl.input.focus();
    else if (problems.region !== undefined) region.input.focus();
    else open(typed.startUrl, typed.region);
  });
  return form;
}

interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly complain: (problem: FieldProblem) => void;
}

function field(id: string, label: string, example: string, type: 'url' | 'text'): Field {
  const input = element('input', {
    id,
    type,
    name: id,
    required: true,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': `${id}-hint`,
  });
  const complaint = element('p', { class: 'complaint', id: `${id}-complaint`, role: 'alert' });
  const complain = (problem: FieldProblem): void => {
    complaint.textContent = problem ?? '';
    setAttribute(input, 'aria-invalid', problem === undefined ? undefined : 'true');
    setAttribute(
      input,
      'aria-describedby',
      problem === undefined ? `${id}-hint` : `${id}-complaint ${id}-hint`,
    );
  };
  return {
    element: element(
      'div',
      { class: `field ${id}` },
      element('label', { for: id }, label),
      input,
      element('p', { class: 'hint', id: `${id}-hint` }, `Such as ${example}`),
      complaint,
    ),
    input,
    complain,
  };
}
