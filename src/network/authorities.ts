import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type PeerCertificate, type SecureContext } from 'node:tls';
import { MlaError } from '../errors/error.ts';

/** The certificate authorities that count where nothing else is said: those of this machine, and those of `MLA_CA_FILE`. */
export interface Authorities {
  /** PEM. Throws `general.badAuthorityFile`. */
  list(): readonly string[];
  /** The same, ready for connections. Reading them all takes a while, so this is made once. */
  context(): SecureContext;
}

/** By the variables of an environment, read when first needed. */
export function createAuthorities(environment: Readonly<Record<string, string | undefined>>): Authorities {
  return keepOnce(() => [...machineAuthorities(), ...readAuthorityFile(environment['MLA_CA_FILE'])]);
}

/** Trusts `more` (PEM) beside others. */
export function trustBeside(others: Authorities, ...more: readonly string[]): Authorities {
  return keepOnce(() => [...others.list(), ...more]);
}

function keepOnce(read: () => readonly string[]): Authorities {
  let all: readonly string[] | undefined;
  let context: SecureContext | undefined;
  const list = (): readonly string[] => (all ??= read());
  return { list, context: () => (context ??= createSecureContext({ ca: [...list()] })) };
}

let ofMachine: readonly string[] | undefined;
/** Those of Node, of NODE_EXTRA_CA_CERTS and of the operating system's store. */
function machineAuthorities(): readonly string[] {
  return (ofMachine ??= [...getCACertificates('default'), ...getCACertificates('system')]);
}

/** The authorities of this machine alone. */
export const machineTrust: Authorities = createAuthorities({});

/** The certificates of a PEM file; none if no file is named. Throws `general.badAuthorityFile`. */
export function readAuthorityFile(file: string | undefined): readonly string[] {
  if (file === undefined || file === '') return [];
  const fail = (reason: string, cause?: unknown): MlaError =>
    new MlaError('general.badAuthorityFile', { file, reason }, { cause });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw fail((thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(thrown), thrown);
  }
  return certificatesIn(text, fail);
}

/** The certificates of a text that a connection was given. Throws `general.badAuthorityText`. */
export function readAuthorityText(text: string): readonly string[] {
  return certificatesIn(text, (reason, cause) => new MlaError('general.badAuthorityText', { reason }, { cause }));
}

/** What people call the authorities of a text, for example `Example Proxy CA (Example Corp)`. Throws `general.badAuthorityText`. */
export function nameAuthorities(text: string): string[] {
  return readAuthorityText(text).map((pem) => describeName(new X509Certificate(pem).toLegacyObject().subject));
}

function certificatesIn(text: string, fail: (reason: string, cause?: unknown) => MlaError): readonly string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0)
    throw fail(text.includes('PRIVATE KEY') ? 'it holds a private key, not certificates' : 'it holds no certificate');
  for (const [at, certificate] of found.entries())
    try {
      new X509Certificate(certificate);
    } catch (thrown) {
      throw fail(`certificate ${at + 1} in it is damaged`, thrown);
    }
  return found;
}

/** `Example Proxy CA (Example Corp)`: at most 120 characters, as anybody can write anything into a certificate. */
export function describeName({ CN, O }: Partial<PeerCertificate['subject']>): string {
  const [name, organization] = [CN, O].map((part) =>
    String(part ?? '')
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 60),
  );
  if (!name) return organization || 'an authority without a name';
  return organization ? `${name} (${organization})` : name;
}
