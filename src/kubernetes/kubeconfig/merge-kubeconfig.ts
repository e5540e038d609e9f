import { isDeepStrictEqual } from 'node:util';
import { dump } from 'js-yaml';
import { MlaError } from '../../errors/error.ts';
import { chooseContext, parseKubeconfig, readKubeconfigYaml } from './kubeconfig-text.ts';

type Entry = Record<string, unknown> & { readonly name: string };
type Lists = Record<'clusters' | 'users' | 'contexts', Entry[]>;

export interface MergedKubeconfig {
  readonly text: string;
  /** The context that was added or renewed. */
  readonly context: string;
  /** The current context of the merged file. */
  readonly current: string;
  /** False where all of it was in the file already. */
  readonly changed: boolean;
}

/**
 * Adds the current context of a kubeconfig to another one, under `name` or, where
 * the name belongs to another cluster, `name-2` and so on. Everything else stays.
 * The current context changes only with `use`, or where there is none.
 * @throws kubeconfig.unreadable for a text that is no kubeconfig
 */
export function mergeKubeconfig(
  own: string,
  added: string,
  { name, namespace, use }: { readonly name: string; readonly namespace?: string | undefined; readonly use: boolean },
): MergedKubeconfig {
  const { cluster, user } = chooseContext(parseKubeconfig(added), undefined);
  const { lists, rest } = readOwn(own);
  const context = freeName(name, lists, cluster);
  const put = (list: Entry[], entry: Entry): Entry[] =>
    list.some((one) => one.name === context)
      ? list.map((one) => (one.name === context ? entry : one))
      : [...list, entry];
  const before = rest['current-context'];
  const current = use || typeof before !== 'string' || before === '' ? context : before;
  const merged = {
    apiVersion: 'v1',
    kind: 'Config',
    ...rest,
    clusters: put(lists.clusters, { name: context, cluster }),
    users: put(lists.users, { name: context, user }),
    contexts: put(lists.contexts, {
      name: context,
      context: { cluster: context, user: context, ...(namespace !== undefined && { namespace }) },
    }),
    'current-context': current,
  };
  const changed = !isDeepStrictEqual(merged, { apiVersion: 'v1', kind: 'Config', ...rest, ...lists });
  return { text: dump(merged, { lineWidth: -1, noRefs: true }), context, current, changed };
}

function readOwn(text: string): { lists: Lists; rest: Record<string, unknown> } {
  const value = text.trim() === '' ? {} : readValue(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable('it holds no settings');
  const { clusters, users, contexts, ...rest } = value as Record<string, unknown>;
  const { kind = 'Config' } = rest;
  if (kind !== 'Config') throw unreadable(`its kind is ${JSON.stringify(kind)}, not Config`);
  return {
    lists: {
      clusters: entriesOf(clusters, 'clusters'),
      users: entriesOf(users, 'users'),
      contexts: entriesOf(contexts, 'contexts'),
    },
    rest,
  };
}

function readValue(text: string): unknown {
  try {
    return readKubeconfigYaml(text);
  } catch (thrown) {
    throw unreadable(`it is not YAML (${thrown instanceof Error ? thrown.message : String(thrown)})`);
  }
}

function entriesOf(value: unknown, field: string): Entry[] {
  if (value === undefined || value === null) return [];
  const isEntry = (one: unknown): one is Entry =>
    typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string';
  if (Array.isArray(value) && value.every(isEntry)) return value;
  throw unreadable(`${field} is not a list of entries with names`);
}

/** A name is ours again where all that has it belongs to the same cluster. */
function freeName(wanted: string, lists: Lists, cluster: { readonly server: string }): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    const has = (list: Entry[]): Entry | undefined => list.find((one) => one.name === name);
    const [oldCluster, oldUser, oldContext] = [has(lists.clusters), has(lists.users), has(lists.contexts)];
    if (oldCluster === undefined && oldUser === undefined && oldContext === undefined) return name;
    const { cluster: leads, user } = (oldContext?.['context'] ?? {}) as { cluster?: unknown; user?: unknown };
    const isOurs =
      leads === name && user === name && isDeepStrictEqual(identityOf(oldCluster), identityOf({ cluster }));
    if (isOurs) return name;
  }
}

function identityOf(entry: Record<string, unknown> | undefined): unknown[] {
  const { server, 'certificate-authority-data': authority } = (entry?.['cluster'] ?? {}) as Record<string, unknown>;
  return [server, authority];
}

function unreadable(reason: string): MlaError {
  return new MlaError('kubeconfig.unreadable', { reason });
}
