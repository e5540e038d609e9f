import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
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
export function trustBeside(others: Authorities, more: string): Authorities {
  return keepOnce(() => [...others.list(), more]);
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
