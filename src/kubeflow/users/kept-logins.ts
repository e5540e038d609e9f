import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { type DexConnector, isOurs } from '../connectors/dex-connector.ts';
import { dexNames, parseDexConfig, readDexConfig, type StaticPassword } from '../login/dex-config.ts';
import { staticPasswordsIn, withDexSetting, withStaticPasswords } from './static-passwords.ts';

/** What a cluster's Dex has beside the installation's own settings: made by `mla user`, or by hand. */
export interface KeptLogins {
  /** All users with a password, in their order; the first user keeps the place. */
  readonly users: readonly StaticPassword[];
  /** Everything else, by key. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The first user's hash, which belongs to the installation. Source: the releases' component dex. */
export const firstUserVariable = 'DEX_USER_PASSWORD';

/** What the cluster's Dex has and an install must not remove. Undefined where there is no Dex yet. Throws `user.settingsLost`. */
export async function readKeptLogins(
  client: Pick<KubernetesClient, 'get'>,
  request: { readonly signal?: AbortSignal } = {},
): Promise<KeptLogins | undefined> {
  const key = { namespace: dexNames.namespace, name: dexNames.configMap };
  const found = await client.get<KubernetesObject & { data?: Record<string, string> }>(
    builtInTypes.configMap,
    key,
    request,
  );
  const text = found?.data?.[dexNames.file];
  return text === undefined ? undefined : keptLoginsOf(text);
}

/** The same of Dex's settings. Connectors of the installation are its own to send. Throws `user.settingsLost` for a text of which not everything can be kept. */
export function keptLoginsOf(text: string): KeptLogins {
  const reason = faultOf(text);
  if (reason !== undefined)
    throw new MlaError('user.settingsLost', { configMap: `${dexNames.namespace}/${dexNames.configMap}`, reason });
  const { staticPasswords, ...settings } = readDexConfig(text);
  const kept = Object.entries(settings)
    .map(([key, value]) => [key, key === 'connectors' ? byHand(value) : value] as const)
    .filter(([, value]) => value !== undefined);
  return { users: staticPasswords ?? [], settings: Object.fromEntries(kept) };
}

function byHand(connectors: unknown): readonly DexConnector[] | undefined {
  const others = Array.isArray(connectors) ? (connectors as DexConnector[]).filter((one) => !isOurs(one)) : [];
  return others.length === 0 ? undefined : others;
}

/** Why users and settings cannot be read from a text; an empty one has none. */
function faultOf(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const config = parseDexConfig(text);
  if (config === undefined) return 'they are no YAML mapping';
  const { staticPasswords } = config as { readonly staticPasswords?: unknown };
  const isList = Array.isArray(staticPasswords) && staticPasswords.every((user) => hasEmail(user));
  return staticPasswords === undefined || staticPasswords === null || isList
    ? undefined
    : 'staticPasswords is not a list of users with their email';
}

function hasEmail(user: unknown): boolean {
  return typeof (user as { readonly email?: unknown } | null)?.email === 'string';
}

/**
 * Dex's settings as the release has them, with what is kept: other users, and keys that the release does not set, such
 * as `connectors`. Nobody is there twice: the installation's own user wins.
 */
export function withKeptLogins(text: string, { users, settings }: KeptLogins): string {
  const own = staticPasswordsIn(text);
  const taken = new Set(own.map(({ email }) => email.toLowerCase()));
  const isFirst = ({ hashFromEnv }: StaticPassword): boolean => hashFromEnv === firstUserVariable;
  const others = users.filter((user) => !isFirst(user) && !taken.has(user.email.toLowerCase()));
  const before = others.filter((user) => users.indexOf(user) < users.findIndex(isFirst));
  const after = others.filter((user) => !before.includes(user));
  const config = readDexConfig(text);
  return Object.entries(settings)
    .filter(([key]) => !(key in config))
    .reduce(
      (current, [key, value]) => withDexSetting(current, key, value),
      others.length === 0 ? text : withStaticPasswords(text, [...before, ...own, ...after]),
    );
}
