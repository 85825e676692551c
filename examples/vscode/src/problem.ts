/** What went wrong, as a sentence with the next step as a button. */

import { isIdentityCenterError, type Code, type ServiceFault } from 'aws-sso-wasm';
import * as vscode from 'vscode';
import { openSettings } from './settings.js';

/** The settings lack something. */
export class NotConfigured extends Error {
  constructor(what: string) {
    super(`AWS IAM Identity Center is not set up: the settings lack ${what}.`);
  }
}

/** What the buttons do besides opening settings and log. */
export interface NextSteps {
  readonly signIn: () => void;
  readonly pickRole: () => void;
  readonly tryAgain: () => void;
  readonly showLog: () => void;
}

type Step = readonly [label: string, act: (steps: NextSteps) => void];

const SIGN_IN: Step = ['Sign in', (steps) => steps.signIn()];
const PICK_ROLE: Step = ['Pick another role', (steps) => steps.pickRole()];
const TRY_AGAIN: Step = ['Try again', (steps) => steps.tryAgain()];
const SHOW_LOG: Step = ['Show log', (steps) => steps.showLog()];
const OPEN_SETTINGS: Step = ['Open settings', () => void openSettings()];

const STEPS: Readonly<Partial<Record<Code, Step>>> = {
  ERR_SIGN_IN_REQUIRED: SIGN_IN,
  ERR_ACCESS_DENIED: SIGN_IN,
  ERR_AUTHORIZATION_EXPIRED: SIGN_IN,
  ERR_STATE_MISMATCH: SIGN_IN,
  ERR_NETWORK: TRY_AGAIN,
  ERR_TIMEOUT: TRY_AGAIN,
  ERR_THROTTLED: TRY_AGAIN,
  ERR_CONFIG_INVALID: OPEN_SETTINGS,
  ERR_CONFIG_INCOMPLETE: OPEN_SETTINGS,
  ERR_SESSION_NOT_FOUND: OPEN_SETTINGS,
  ERR_NO_REGION: OPEN_SETTINGS,
  ERR_INVALID_ARGUMENT: OPEN_SETTINGS,
};

/** Whether the person stopped it; that is no problem. */
export function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || isIdentityCenterError(error, 'ERR_ABORTED');
}

export async function showProblem(error: unknown, steps: NextSteps): Promise<void> {
  const [label, act] = nextStep(error);
  if ((await vscode.window.showErrorMessage(sentence(error), label)) === label) act(steps);
}

/** The sentence. No error of the library holds a secret. */
export function sentence(error: unknown): string {
  if (isRefusedRole(error)) return `AWS refuses you this role: ${error.fault.message}.`;
  return error instanceof Error ? error.message : String(error);
}

function nextStep(error: unknown): Step {
  if (error instanceof NotConfigured) return OPEN_SETTINGS;
  if (!isIdentityCenterError(error)) return SHOW_LOG;
  return isRefusedRole(error) ? PICK_ROLE : (STEPS[error.code] ?? SHOW_LOG);
}

function isRefusedRole(error: unknown): error is { readonly fault: ServiceFault } {
  return (
    isIdentityCenterError(error, 'ERR_SERVICE') && error.fault.operation === 'GetRoleCredentials'
  );
}
