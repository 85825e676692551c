/** An error as a person needs it: what happened, and what to do next. */

import { isIdentityCenterError } from 'aws-sso-wasm/browser';
import { button } from './button.js';
import { element } from './element.js';
import { icon } from './icon.js';

/** Something that the person can do about it. */
export interface Remedy {
  readonly text: string;
  readonly act: () => void;
}

/** What a notice says. */
export interface Told {
  readonly sentence: string;
  readonly help: string | undefined;
  /** Whether trying the same again may help. */
  readonly retryable: boolean;
  /** What AWS Support asks for. */
  readonly reference: string | undefined;
}

/** An error in words. Nothing of an error that is not ours is shown: it was not written for people. */
export function tell(error: unknown): Told {
  if (!isIdentityCenterError(error)) {
    return {
      sentence: 'Something went wrong in this page.',
      help: 'Load the page anew. If it happens again, please report it.',
      retryable: true,
      reference: undefined,
    };
  }
  const { fault } = error;
  return {
    sentence: error.message,
    help: error.help,
    retryable: error.retryable,
    reference:
      fault?.requestId === undefined
        ? undefined
        : `${fault.service} ${fault.operation}, request ${fault.requestId}`,
  };
}

/** Whether this is no failure: the person, or a change of view, ended it. */
export function isCancellation(error: unknown): boolean {
  return isIdentityCenterError(error, 'ERR_ABORTED');
}

/** A notice of an error, read out as it appears. */
export function errorNotice(error: unknown, remedies: readonly Remedy[] = []): HTMLElement {
  const told = tell(error);
  return element(
    'div',
    { class: 'notice bad', role: 'alert' },
    icon('warning'),
    element(
      'div',
      { class: 'notice-text' },
      element('p', { class: 'sentence' }, told.sentence),
      told.help === undefined ? undefined : element('p', {}, told.help),
      told.reference === undefined
        ? undefined
        : element('p', { class: 'reference' }, told.reference),
      actions(remedies),
    ),
  );
}

/** A notice of something that is no error; `urgent` ones are read out at once. */
export function notice(
  kind: 'note' | 'warn' | 'good',
  sentence: string,
  options: { help?: string; remedies?: readonly Remedy[]; urgent?: boolean } = {},
): HTMLElement {
  const image = kind === 'good' ? 'check' : kind === 'warn' ? 'warning' : 'clock';
  return element(
    'div',
    { class: `notice ${kind}`, role: options.urgent === true ? 'alert' : 'status' },
    icon(image),
    element(
      'div',
      { class: 'notice-text' },
      element('p', { class: 'sentence' }, sentence),
      options.help === undefined ? undefined : element('p', {}, options.help),
      actions(options.remedies ?? []),
    ),
  );
}

function actions(remedies: readonly Remedy[]): HTMLElement | undefined {
  if (remedies.length === 0) return undefined;
  return element(
    'div',
    { class: 'actions' },
    ...remedies.map((remedy) => button(remedy.text, remedy.act)),
  );
}
