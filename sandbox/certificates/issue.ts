import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import * as der from './der.ts';

/** A certificate and its key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** The `O` fields; Kubernetes reads them as the user's groups. */
  readonly organizations?: readonly string[];
  /** DNS names and IPv4 addresses a server answers for. */
  readonly hosts?: readonly string[];
  readonly days?: number;
  /** Who signs; a certificate authority of its own when absent. */
  readonly issuer?: CertificatePair;
}

const oid = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
};

const hour = 3_600_000;

/** A fresh P-256 key pair as PEM: private (PKCS #8) and public. */
export function generateKey(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/**
 * Issues a certificate (RFC 5280, ECDSA P-256). Written here because Node reads certificates but
 * does not make them, and the sandbox must not need openssl.
 */
export function issueCertificate(request: CertificateRequest): CertificatePair {
  const { privateKey, publicKey } = generateKey();
  const isAuthority = request.issuer === undefined;
  const signingKey = createPrivateKey(request.issuer?.key ?? privateKey);
  const subject = distinguishedName(request.commonName, request.organizations ?? []);
  const now = Date.now();
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))),
    der.integer(positive(randomBytes(16))),
    der.sequence(der.objectIdentifier(oid.ecdsaWithSha256)),
    request.issuer === undefined ? subject : subjectOf(request.issuer.certificate),
    der.sequence(der.time(new Date(now - hour)), der.time(new Date(now + (request.days ?? 3650) * 24 * hour))),
    subject,
    publicKeyInfo(publicKey),
    der.explicit(3, der.sequence(...extensions(request, publicKey, isAuthority))),
  );
  const certificate = der.sequence(
    toBeSigned,
    der.sequence(der.objectIdentifier(oid.ecdsaWithSha256)),
    der.bitString(sign('sha256', toBeSigned, signingKey)),
  );
  return { certificate: new X509Certificate(certificate).toString(), key: privateKey };
}

function extensions(request: CertificateRequest, publicKey: string, isAuthority: boolean): Buffer[] {
  const signerKey = request.issuer === undefined ? publicKey : publicKeyOf(request.issuer);
  const list = [
    extension(oid.basicConstraints, isAuthority ? der.sequence(der.bool(true)) : der.sequence(), true),
    // Bits: digitalSignature 0, keyCertSign 5, cRLSign 6.
    extension(
      oid.keyUsage,
      isAuthority ? der.bitString(Buffer.of(0b1000_0110), 1) : der.bitString(Buffer.of(0b1000_0000), 7),
      true,
    ),
    extension(oid.subjectKeyIdentifier, der.octetString(keyIdentifier(publicKey))),
    extension(oid.authorityKeyIdentifier, der.sequence(der.implicit(0, keyIdentifier(signerKey)))),
  ];
  if (!isAuthority) {
    const uses = [oid.serverAuthentication, oid.clientAuthentication].map((use) => der.objectIdentifier(use));
    list.push(extension(oid.extendedKeyUsage, der.sequence(...uses)));
  }
  const hosts = request.hosts ?? [];
  if (hosts.length > 0) list.push(extension(oid.subjectAlternativeName, der.sequence(...hosts.map(generalName))));
  return list;
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.objectIdentifier(id), ...(critical ? [der.bool(true)] : []), der.octetString(value));
}

/** dNSName is [2], iPAddress is [7]. */
function generalName(host: string): Buffer {
  return isIP(host) === 4
    ? der.implicit(7, Buffer.from(host.split('.').map(Number)))
    : der.implicit(2, Buffer.from(host, 'ascii'));
}

function distinguishedName(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (id: string, value: string): Buffer =>
    der.set(der.sequence(der.objectIdentifier(id), der.utf8String(value)));
  return der.sequence(
    ...organizations.map((name) => attribute(oid.organization, name)),
    attribute(oid.commonName, commonName),
  );
}

/** An issuer's name as it must be written in what it signs: our issuers have a common name only. */
function subjectOf(certificate: string): Buffer {
  return distinguishedName(/CN=(.*)/.exec(new X509Certificate(certificate).subject)?.[1] ?? '', []);
}

function publicKeyInfo(publicKey: string): Buffer {
  return createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
}

function publicKeyOf(pair: CertificatePair): string {
  return new X509Certificate(pair.certificate).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function keyIdentifier(publicKey: string): Buffer {
  return createHash('sha1').update(publicKeyInfo(publicKey)).digest();
}

/** A serial number must be a positive integer without leading zero bytes. */
function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
