/** The headers of every answer of the web console. */

import type { WebConsoleSettings } from './settings.js';

/** Where STS is, for a page: as narrow as a source of a Content-Security-Policy can be, which knows no `sts.*.…`. */
const STS = ['https://*.amazonaws.com', 'https://*.amazonaws.com.cn', 'https://*.amazonaws.eu'];
const DUAL_STACK_STS = [
  'https://*.api.aws',
  'https://*.api.amazonwebservices.com.cn',
  'https://*.api.amazonwebservices.eu',
];

/**
 * Headers by name. Scripts, styles and images come from this origin alone; connections go to it and to STS; nothing is
 * embedded, nothing embeds, and nobody learns an address of ours.
 */
export function securityHeaders(
  settings: Pick<WebConsoleSettings, 'endpoints' | 'dualStack'>,
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${stsSources(settings).join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'clipboard-write=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

function stsSources({
  endpoints,
  dualStack,
}: Pick<WebConsoleSettings, 'endpoints' | 'dualStack'>): readonly string[] {
  if (endpoints.sts !== undefined) return [new URL(endpoints.sts).origin];
  return dualStack ? DUAL_STACK_STS : STS;
}
