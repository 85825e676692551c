// A certificate authority for tests: X.509 certificates (RFC 5280) in DER, signed with ECDSA, without any other program.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, as `node:tls` takes them. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** An authority that issues certificates to servers. */
export interface CertificateAuthority {
  /** Its own certificate, for a bundle. */
  readonly cert: string;
  /** A certificate for these host names and IPv4 addresses, valid from yesterday until `notAfter`. */
  issue(names: readonly string[], notAfter?: Date): Identity;
}

const DAY = 86_400_000;
const [BIT_STRING, OCTET_STRING, OID, UTF8, UTC_TIME, SEQUENCE, SET] = [
  0x03, 0x04, 0x06, 0x0c, 0x17, 0x30, 0x31,
];
const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const ECDSA_WITH_SHA256 = tlv(SEQUENCE, tlv(OID, Buffer.from('2a8648ce3d040302', 'hex')));

/** Makes an authority of that name with a key of its own. */
export function createCertificateAuthority(name: string): CertificateAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [extension('551d13', tlv(SEQUENCE, TRUE))];
  const until = new Date(Date.now() + DAY);
  return {
    cert: certificate(name, name, keys.publicKey, keys.privateKey, extensions, until),
    issue(names, notAfter = until) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternatives = names.map((alternative) =>
        /^[\d.]+$/.test(alternative)
          ? tlv(0x87, Buffer.from(alternative.split('.').map(Number)))
          : tlv(0x82, Buffer.from(alternative)),
      );
      const extensions = [extension('551d11', tlv(SEQUENCE, ...alternatives))];
      const [first = ''] = names;
      return {
        cert: certificate(first, name, own.publicKey, keys.privateKey, extensions, notAfter),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  issuerKey: KeyObject,
  extensions: readonly Buffer[],
  notAfter: Date,
): string {
  const body = tlv(
    SEQUENCE,
    tlv(0xa0, Buffer.from([0x02, 0x01, 0x02])),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    commonName(issuer),
    tlv(SEQUENCE, time(new Date(Date.now() - 2 * DAY)), time(notAfter)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, tlv(SEQUENCE, ...extensions)),
  );
  const signature = tlv(BIT_STRING, Buffer.from([0]), sign('sha256', body, issuerKey));
  const base64 = tlv(SEQUENCE, body, ECDSA_WITH_SHA256, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function commonName(name: string): Buffer {
  const attribute = tlv(
    SEQUENCE,
    tlv(OID, Buffer.from('550403', 'hex')),
    tlv(UTF8, Buffer.from(name)),
  );
  return tlv(SEQUENCE, tlv(SET, attribute));
}

function extension(oid: string, value: Buffer): Buffer {
  return tlv(SEQUENCE, tlv(OID, Buffer.from(oid, 'hex')), TRUE, tlv(OCTET_STRING, value));
}

function time(date: Date): Buffer {
  return tlv(UTC_TIME, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function tlv(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
