/** What one role gives: credentials, who they belong to, and the AWS console. */

import {
  callerIdentity,
  isIdentityCenterError,
  type Account,
  type CallerIdentity,
  type Role,
  type RoleCredentials,
} from 'aws-sso-wasm/browser';
import { accountLabel, accountNumber } from './account_row.js';
import type { Announcer } from './announcer.js';
import { button, relabel } from './button.js';
import type { PageConfig } from './config.js';
import { copyButton } from './copy_button.js';
import type { CredentialFormat } from './credential_formats.js';
import { credentialView, type CredentialView } from './credential_view.js';
import { element, fill, focusOn } from './element.js';
import { errorNotice, isCancellation, notice } from './error_notice.js';
import { likelyFormat } from './format_choice.js';
import { icon } from './icon.js';
import { Progress } from './progress.js';
import type { SessionEntry } from './session_entry.js';

/** What the panel needs. */
export interface RolePanelOptions {
  readonly entry: SessionEntry;
  readonly account: Account;
  readonly role: Role;
  readonly config: PageConfig;
  readonly announcer: Announcer;
  readonly onClose: () => void;
  readonly onSignInRequired: () => void;
}

/** The panel. */
export interface RolePanel {
  readonly element: HTMLElement;
  readonly focus: () => void;
  readonly dispose: () => void;
}

/** The format that was chosen last, for the next role. */
let lastFormat: CredentialFormat | undefined;

/** Shows a role. Nothing is asked of AWS before the person wants it. */
export function rolePanel(options: RolePanelOptions): RolePanel {
  const { entry, account, role, announcer } = options;
  const abort = new AbortController();
  const progress = new Progress();
  const problems = element('div', { class: 'problems' });
  const shown = element('div', { class: 'credentials-place' });
  const identity = element('div', { class: 'identity-place' });
  const links = element('span', { class: 'link-place' });
  const heading = element('h2', { id: 'role-heading', class: 'role-name' }, role.roleName);
  let view: CredentialView | undefined;

  const get = button('Get credentials', () => void during(getCredentials), {
    kind: 'primary',
    icon: 'key',
    id: 'get-credentials',
  });
  const who = button('Who am I?', () => void during(identify), { icon: 'person', id: 'who-am-i' });

  /** Does one thing at a time, and shows what came in its way. */
  async function during(work: () => Promise<void>): Promise<void> {
    fill(problems);
    get.disabled = true;
    who.disabled = true;
    try {
      await work();
    } catch (error) {
      if (!abort.signal.aborted && !isCancellation(error)) failed(error, work);
    } finally {
      get.disabled = false;
      who.disabled = false;
    }
  }

  function failed(error: unknown, work: () => Promise<void>): void {
    if (isIdentityCenterError(error, 'ERR_SIGN_IN_REQUIRED')) {
      options.onSignInRequired();
      return;
    }
    const isRetryable = isIdentityCenterError(error) && error.retryable;
    const remedies = isRetryable ? [{ text: 'Try again', act: () => void during(work) }] : [];
    fill(problems, errorNotice(error, remedies));
  }

  async function fetchCredentials(): Promise<RoleCredentials> {
    const { signal } = abort;
    const credentials = await progress.during(
      'Getting credentials…',
      entry.session.roleCredentials(role, { signal }),
    );
    signal.throwIfAborted();
    entry.issue({
      role: `${role.roleName} in ${accountLabel(account)}`,
      expiration: credentials.expiration,
    });
    return credentials;
  }

  async function getCredentials(): Promise<void> {
    show(await fetchCredentials());
    announcer.say('The credentials are here. Their secrets are hidden.');
  }

  function show(credentials: RoleCredentials): void {
    view?.dispose();
    view = credentialView({
      credentials,
      gotAt: new Date(),
      name: role,
      format: lastFormat ?? likelyFormat(),
      announcer,
      onFormat: (format) => (lastFormat = format),
      onEnd: ended,
    });
    fill(shown, view.element);
    relabel(get, 'Get them again');
    get.classList.replace('primary', 'plain');
  }

  function ended(): void {
    view?.dispose();
    view = undefined;
    fill(shown, notice('warn', 'These credentials have ended.', { help: 'Get new ones above.' }));
    relabel(get, 'Get credentials');
    get.classList.replace('plain', 'primary');
  }

  async function identify(): Promise<void> {
    const credentials = await fetchCredentials();
    const endpoint = options.config.endpoints.sts;
    const found = await progress.during(
      'Asking AWS who this is…',
      callerIdentity(credentials, {
        region: entry.region,
        signal: abort.signal,
        ...(endpoint === undefined ? {} : { endpoint }),
      }),
    );
    abort.signal.throwIfAborted();
    fill(identity, identityTable(found, announcer));
    announcer.say(`You are ${found.arn}`);
  }

  async function link(): Promise<void> {
    try {
      const url = await entry.session.consoleUrl(role, { signal: abort.signal });
      fill(links, consoleLink(url));
    } catch (error) {
      if (!isCancellation(error)) fill(problems, errorNotice(error));
    }
  }

  const panel = element(
    'section',
    { class: 'panel role-panel', id: 'role-panel', 'aria-labelledby': 'role-heading' },
    element('div', { class: 'panel-top' }, closeButton(options.onClose)),
    heading,
    element(
      'p',
      { class: 'lead' },
      element('span', { class: 'in-account', dir: 'auto' }, accountLabel(account)),
      accountNumber(account.accountId),
      copyButton({
        text: 'Copy number',
        id: 'copy-account-id',
        kind: 'quiet',
        announcer,
        content: () => account.accountId,
      }),
    ),
    element('div', { class: 'actions main-actions' }, get, who, links),
    options.config.sandbox
      ? element(
          'p',
          { class: 'hint after-actions' },
          'The sandbox has no console: the link leads to a portal of AWS that does not know you.',
        )
      : undefined,
    progress.element,
    problems,
    shown,
    identity,
  );
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    options.onClose();
  });
  void link();
  return {
    element: panel,
    focus: () => focusOn(heading),
    dispose: () => {
      abort.abort();
      view?.dispose();
    },
  };
}

/** Leads back to the list; where the list is in view beside the panel, it closes the panel. */
function closeButton(close: () => void): HTMLButtonElement {
  const made = button('Back to the accounts', close, {
    kind: 'quiet',
    icon: 'back',
    id: 'close-role',
  });
  made.append(icon('cross'));
  return made;
}

function consoleLink(url: string): HTMLAnchorElement {
  return element(
    'a',
    {
      class: 'button plain',
      id: 'open-console',
      href: url,
      target: '_blank',
      rel: 'noopener noreferrer',
    },
    icon('open'),
    element('span', {}, 'Open console'),
    element('span', { class: 'unseen' }, ' in a new tab'),
  );
}

function identityTable(identity: CallerIdentity, announcer: Announcer): HTMLElement {
  const row = (name: string, value: string): HTMLElement =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value));
  return element(
    'section',
    { class: 'identity', id: 'identity', 'aria-labelledby': 'identity-heading' },
    element('h3', { id: 'identity-heading' }, 'Who you are with this role'),
    element(
      'dl',
      {},
      row('ARN', identity.arn),
      row('Account', identity.account),
      row('User ID', identity.userId),
    ),
    copyButton({
      text: 'Copy ARN',
      id: 'copy-arn',
      kind: 'quiet',
      announcer,
      content: () => identity.arn,
    }),
  );
}
