import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { dexNames, readDexConfig, type StaticPassword } from '../login/dex-config.ts';
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

/** What the cluster's Dex has and an install must not remove. Undefined where there is no Dex yet. */
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

/** The same of Dex's settings. */
export function keptLoginsOf(text: string): KeptLogins {
  const { staticPasswords = [], ...settings } = readDexConfig(text);
  return { users: staticPasswords, settings };
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
