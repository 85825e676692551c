// Which hosts are this machine itself: only they may be spoken to without TLS, and never through a proxy.

import { isIPv4 } from 'node:net';

/**
 * Whether a URL's host is `localhost`, 127.0.0.0/8 or ::1 (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3, RFC
 * 4291).
 */
export function isLoopback(url: URL): boolean {
  const { hostname } = url;
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
