// A failed exchange in words: which host, what happened, what to do. Never the rest of the URL.

import { IdentityCenterError } from '../errors.js';
import { systemCode } from './file_error.js';

/** The error for what Node raised while it spoke to that host. */
export function httpError(cause: unknown, host: string): IdentityCenterError {
  const code = codeOf(cause);
  if (code.startsWith('HPE_')) {
    if (code !== 'HPE_HEADER_OVERFLOW') return notHttp(host, cause);
    return new IdentityCenterError(
      'ERR_BAD_RESPONSE',
      `${host} answered with more headers than any AWS service sends.`,
      { help: CHECK_ENDPOINT, cause },
    );
  }
  const { sentence, help } = explain(code, host);
  return new IdentityCenterError('ERR_NETWORK', sentence, { help, cause });
}

/** The error for an answer that no server of HTTP gives. */
export function notHttp(host: string, cause?: unknown): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_BAD_RESPONSE',
    `${host} answered with something that is not HTTP.`,
    { help: CHECK_ENDPOINT, cause },
  );
}

/** The error for a host that did not answer in time. */
export function timeoutError(host: string, milliseconds: number): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_TIMEOUT',
    `${host} did not answer within ${milliseconds / 1000} seconds.`,
    {
      help: 'Check the network connection and the proxy settings, then run the same command again.',
    },
  );
}

const CHECK_ENDPOINT =
  'Check the Region, the endpoint URL and the proxy settings: something else than AWS may have answered.';

function codeOf(cause: unknown): string {
  // When every address of a host fails, Node raises all the failures in one.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return systemCode(cause);
}

function explain(code: string, host: string): { readonly sentence: string; readonly help: string } {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return {
        sentence: `The name ${host} could not be resolved.`,
        help: 'Check the network connection, and that the Region is spelled right.',
      };
    case 'ECONNREFUSED':
      return {
        sentence: `${host} refused the connection.`,
        help: 'Check that the endpoint and the proxy settings are right, and that the server runs.',
      };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return {
        sentence: `The connection to ${host} broke off.`,
        help: 'Run the same command again; if it stays so, check the proxy and firewall settings.',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return {
        sentence: `${host} could not be reached.`,
        help: 'Check the network connection and the proxy settings.',
      };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return {
        sentence: `The certificate of ${host} was not issued by an authority that is trusted here (${code}).`,
        help: 'If your network inspects TLS, set AWS_CA_BUNDLE or --ca-bundle to the PEM file of its certificate authority.',
      };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return {
        sentence: `The certificate of ${host} is not valid at this time (${code}).`,
        help: "Check this computer's date and time.",
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        sentence: `The certificate that ${host} showed was issued for another name.`,
        help: CHECK_ENDPOINT,
      };
    default:
      return code.startsWith('ERR_SSL_') || code === 'EPROTO'
        ? { sentence: `No TLS connection to ${host} came about (${code}).`, help: CHECK_ENDPOINT }
        : {
            sentence: `The exchange with ${host} failed${code && ` (${code})`}.`,
            help: 'Check the network connection, then run the same command again.',
          };
  }
}
