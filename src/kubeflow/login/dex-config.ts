import { readYamlDocuments } from '../release/kubernetes-yaml.ts';

/** Where Dex's settings are. Source: the releases' component dex. */
export const dexNames = { namespace: 'auth', configMap: 'dex', file: 'config.yaml', clientSecret: 'dex-oidc-client' };

/** A user with a password in Dex's settings. */
export interface StaticPassword {
  readonly email: string;
  readonly hash?: string;
  readonly hashFromEnv?: string;
  readonly username?: string;
  readonly userID?: string;
}

/** As much of Dex's settings as MLAnywhere reads; everything else stays as it is. */
export interface DexConfig {
  readonly issuer?: string;
  readonly staticPasswords?: readonly StaticPassword[];
  readonly [other: string]: unknown;
}

/** Dex's settings; empty where they are no YAML. */
export function readDexConfig(text: string): DexConfig {
  return parseDexConfig(text) ?? {};
}

/** Dex's settings; undefined where they are not one YAML mapping. */
export function parseDexConfig(text: string): DexConfig | undefined {
  try {
    const documents = readYamlDocuments(text);
    const [first] = documents;
    const isMapping = documents.length === 1 && first !== null && typeof first === 'object' && !Array.isArray(first);
    return isMapping ? (first as DexConfig) : undefined;
  } catch {
    return undefined;
  }
}
