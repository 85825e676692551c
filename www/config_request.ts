/** Asking the server of this page for its configuration. */

import { IdentityCenterError } from 'aws-sso-wasm/browser';
import { readConfig, type PageConfig } from './config.js';

/**
 * Asks the server.
 *
 * Rejects with `ERR_NETWORK` when it does not answer, with `ERR_INVALID_ARGUMENT` when it does not know this browser, and
 * with `ERR_BAD_RESPONSE` when its answer is no configuration.
 */
export async function loadConfig(): Promise<PageConfig> {
  let response: Response;
  try {
    // Nothing keeps the answer, as it says itself; the first is the one that index.html asks for ahead.
    response = await fetch('/config.json', { redirect: 'error' });
  } catch (cause) {
    throw new IdentityCenterError('ERR_NETWORK', 'The server of this page does not answer.', {
      cause,
      help: 'See whether `aws-sso-wasm serve` is still running in its terminal, then try again.',
    });
  }
  if (response.status === 401 || response.status === 403) {
    throw new IdentityCenterError('ERR_INVALID_ARGUMENT', 'This browser was not let in.', {
      help: 'Open the address that `aws-sso-wasm serve` printed. It lets in one browser, once.',
    });
  }
  const text = response.ok ? await response.text().catch(() => '') : '';
  const config = readConfig(text);
  if (config === undefined) {
    throw new IdentityCenterError(
      'ERR_BAD_RESPONSE',
      'The server of this page answered with something that is no configuration.',
      { help: 'Stop `aws-sso-wasm serve`, start it again and open the address that it prints.' },
    );
  }
  return config;
}
