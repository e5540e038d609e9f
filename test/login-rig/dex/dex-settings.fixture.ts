import { getRounds } from 'bcryptjs';
import { load } from 'js-yaml';
import { type OidcConnector, readConnector } from './dex-connectors.fixture.ts';

/** As much of Dex's configuration as Kubeflow's uses. Source: dex, cmd/dex/config.go. */
interface DexConfig {
  readonly issuer?: string;
  readonly storage?: { readonly type?: string };
  readonly web?: { readonly http?: string };
  readonly enablePasswordDB?: boolean;
  readonly staticPasswords?: readonly {
    readonly email?: string;
    readonly hash?: string;
    readonly hashFromEnv?: string;
    readonly username?: string;
    readonly userID?: string;
  }[];
  readonly staticClients?: readonly {
    readonly id?: string;
    readonly idEnv?: string;
    readonly secret?: string;
    readonly secretEnv?: string;
    readonly redirectURIs?: readonly string[];
    readonly name?: string;
  }[];
  readonly connectors?: readonly unknown[];
  readonly expiry?: { readonly idTokens?: string };
}

export interface DexUser {
  readonly email: string;
  readonly hash: string;
  readonly username: string;
  readonly userID: string;
}

export interface DexClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectURIs: readonly string[];
}

export interface DexSettings {
  readonly connectors: readonly OidcConnector[];
  /** Whether people may log in with a password. */
  readonly passwords: boolean;
  readonly issuer: string;
  /** By e-mail address in lower case, as Dex looks them up; the address in a token is the one that was written. */
  readonly users: ReadonlyMap<string, DexUser>;
  readonly clients: readonly DexClient[];
  readonly tokenSeconds: number;
}

type Environment = Readonly<Record<string, string>>;

/** Reads Dex's configuration, and refuses what Dex does not start with. */
export function readDexSettings(text: string, environment: Environment): DexSettings {
  const config = load(text) as DexConfig;
  const { issuer, staticPasswords = [], staticClients = [], connectors = [] } = config;
  const faults = faultsOf(config);
  if (faults.length > 0 || issuer === undefined) throw new Error(`invalid config: ${faults.join(', ')}`);
  const users = staticPasswords.map((entry) => readUser(entry, environment));
  return {
    issuer,
    users: new Map(users.map((user) => [user.email.toLowerCase(), user])),
    connectors: connectors.map((entry) => readConnector(entry, environment)),
    passwords: config.enablePasswordDB === true,
    clients: staticClients.map((entry) => readClient(entry, environment)),
    tokenSeconds: readSeconds(config.expiry?.idTokens ?? '24h'),
  };
}

function faultsOf({
  issuer,
  storage,
  web,
  enablePasswordDB,
  staticPasswords = [],
  connectors = [],
}: DexConfig): string[] {
  const passwords = enablePasswordDB === true;
  const checks: readonly [boolean, string][] = [
    [issuer !== undefined, 'no issuer specified in config file'],
    [storage?.type !== undefined, 'no storage supplied in config file'],
    [web?.http !== undefined, 'must supply a HTTP/HTTPS address to listen on'],
    [passwords || staticPasswords.length === 0, 'cannot specify static passwords without enabling password db'],
    [passwords || connectors.length > 0, 'no connectors supplied in config file'],
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

function readUser(entry: NonNullable<DexConfig['staticPasswords']>[number], environment: Environment): DexUser {
  const { email = '', hashFromEnv, username = '', userID = '' } = entry;
  const hash = entry.hash ?? (hashFromEnv === undefined ? '' : (environment[hashFromEnv] ?? ''));
  if (hash === '') throw new Error(`no password hash provided for ${email}`);
  // Dex asks for a cost of 10 to 16. Source: dex, server/server.go, checkCost.
  const cost = getRounds(hash);
  if (!(cost >= 10 && cost <= 16)) throw new Error(`malformed bcrypt hash of ${email}: cost ${cost}`);
  return { email, hash, username, userID };
}

function readClient(entry: NonNullable<DexConfig['staticClients']>[number], environment: Environment): DexClient {
  const value = (plain: string | undefined, variable: string | undefined, what: string): string => {
    const found = plain ?? (variable === undefined ? undefined : environment[variable]);
    if (found === undefined || found === '') throw new Error(`invalid config: ${what} field is required for a client`);
    return found;
  };
  return {
    id: value(entry.id, entry.idEnv, 'id'),
    secret: value(entry.secret, entry.secretEnv, 'secret'),
    redirectURIs: entry.redirectURIs ?? [],
  };
}

/** A duration as Go writes it. */
function readSeconds(text: string): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1 };
  const parts = [...text.matchAll(/(\d+)([hms])/g)];
  if (parts.map(([part]) => part).join('') !== text) throw new Error(`invalid config: time: invalid duration ${text}`);
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}
