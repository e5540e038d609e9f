import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Authorities } from './authorities.ts';
import { cacheDirectory } from './cache-directory.ts';
import { findVariable, type ProxyEnvironment } from './proxy/outbound-proxy.ts';

/** Names that programs know a file of all authorities by: Go and OpenSSL, curl, Python, AWS, git. */
const fileOfAll = ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'GIT_SSL_CAINFO'];

interface Trust {
  /** Of the environment. */
  readonly authorities: Authorities;
  /** In their place: those of a connection, and these. */
  readonly trusted?: Authorities | undefined;
}

/**
 * The variables by which a program that MLAnywhere starts takes the same way out: proxies, and authorities of
 * `MLA_CA_FILE` and of a connection. Those that the environment itself has for authorities stay. Throws `general.badAuthorityFile`.
 */
export function programEnvironment(environment: ProxyEnvironment, trust: Trust): Record<string, string> {
  return { ...proxyVariables(environment), ...authorityVariables(environment, trust) };
}

/** In both cases: some programs read only one. ALL_PROXY too, which programs in Go do not know. */
function proxyVariables(environment: ProxyEnvironment): Record<string, string> {
  const named = ['HTTP_PROXY', 'HTTPS_PROXY'].flatMap((name) => {
    const found = findVariable(environment, name) ?? findVariable(environment, 'ALL_PROXY');
    return found === undefined ? [] : [[name, found.value] as const];
  });
  if (named.length === 0) return {};
  const listed = findVariable(environment, 'NO_PROXY')?.value.split(/[\s,]+/) ?? [];
  const noProxy = [...new Set([...listed, 'localhost', '127.0.0.1', '::1', ...ownCluster(environment)])];
  const all = [...named, ['NO_PROXY', noProxy.filter((entry) => entry !== '').join(',')] as const];
  return Object.fromEntries(all.flatMap(([name, value]) => [name, name.toLowerCase()].map((one) => [one, value])));
}

function ownCluster(environment: ProxyEnvironment): string[] {
  const apiServer = environment['KUBERNETES_SERVICE_HOST']?.trim() ?? '';
  return apiServer === '' ? [] : [apiServer, '.svc', '.svc.cluster.local'];
}

/** Such a file replaces a program's own list, so it holds those of the system too. */
function authorityVariables(environment: ProxyEnvironment, { authorities, trusted }: Trust): Record<string, string> {
  const own = environment['MLA_CA_FILE'] ?? '';
  if (own === '' && trusted === undefined) return {};
  const all = (trusted ?? authorities).list().join('\n');
  const file = writeOnce(all, join(cacheDirectory(environment), 'authorities'));
  const beside = trusted === undefined ? resolve(own) : file;
  const variables = [...fileOfAll.map((name) => [name, file] as const), ['NODE_EXTRA_CA_CERTS', beside] as const];
  return Object.fromEntries(variables.filter(([name]) => (environment[name] ?? '') === ''));
}

/** A file named by its content, whole or not there. */
function writeOnce(content: string, directory: string): string {
  const file = join(directory, `${createHash('sha256').update(content).digest('hex').slice(0, 32)}.pem`);
  if (existsSync(file)) return file;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, content, { mode: 0o600 });
  renameSync(part, file);
  return file;
}
