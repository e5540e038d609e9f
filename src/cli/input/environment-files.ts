import { readFileSync, statSync } from 'node:fs';
import type { Environment } from '../../app/data-directory.ts';
import { MlaError } from '../../errors/error.ts';

/** Variables whose value may be in a file, as Docker and Kubernetes mount secrets: the name with `_FILE` names it. */
const withFiles = {
  MLA_DATABASE_URL: 'MLA_DATABASE_URL_FILE',
  MLA_SECRET_KEY: 'MLA_SECRET_KEY_FILE',
  MLA_TOKEN: 'MLA_TOKEN_FILE',
  MLA_OIDC_CLIENT_SECRET: 'MLA_OIDC_CLIENT_SECRET_FILE',
  HTTPS_PROXY: 'HTTPS_PROXY_FILE',
  HTTP_PROXY: 'HTTP_PROXY_FILE',
} as const;

/** The environment with the contents of such files. A variable that is set itself counts before its file. Throws `cli.fileUnreadable`. */
export function readEnvironmentFiles(environment: Environment): Environment {
  const read = Object.entries(withFiles).flatMap(([name, fileName]): [string, string][] => {
    const file = environment[fileName];
    return file && !environment[name] ? [[name, readText(file)]] : [];
  });
  const known: Environment = { ...environment, ...(Object.fromEntries(read) as Environment) };
  const { MLA_DATABASE_URL: address, MLA_DATABASE_PASSWORD_FILE: passwordFile } = known;
  const url = address && passwordFile ? URL.parse(address) : null;
  if (url === null || !passwordFile) return read.length === 0 ? environment : known;
  // PostgreSQL's own images take the password alone from a file.
  url.password = encodeURIComponent(readText(passwordFile));
  return { ...known, MLA_DATABASE_URL: url.href };
}

function readText(file: string): string {
  try {
    if (statSync(file).isCharacterDevice()) throw new Error('it is a device');
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new MlaError('cli.fileUnreadable', { file, reason: (error as Error).message }, { cause: error });
  }
}
