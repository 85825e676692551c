// The certificate authorities to trust: those of a bundle file instead of Node's own, as the AWS CLI does.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { IdentityCenterError } from '../errors.js';
import { systemCode } from './file_error.js';

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

/**
 * The certificates of a PEM bundle (RFC 7468); text between them is skipped.
 *
 * Throws `ERR_CONFIG_INVALID` if the file cannot be read or holds anything but whole certificates.
 */
export function readCaBundle(path: string): string[] {
  const certificates = textOf(path).match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw invalid(`The CA bundle "${path}" holds no certificate in PEM form.`);
  }
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw invalid(`Certificate ${index + 1} of the CA bundle "${path}" is damaged.`, cause);
    }
  }
  return certificates;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    throw invalid(`The CA bundle "${path}" could not be read${code && ` (${code})`}.`, cause);
  }
}

function invalid(message: string, cause?: unknown): IdentityCenterError {
  return new IdentityCenterError('ERR_CONFIG_INVALID', message, {
    help: 'Set --ca-bundle, AWS_CA_BUNDLE or ca_bundle to a file of PEM certificates, or unset it.',
    cause,
  });
}
