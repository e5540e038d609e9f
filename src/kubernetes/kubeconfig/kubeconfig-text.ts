import { z } from 'zod';
import { MlaError } from '../../errors/error.ts';
import { decodeYaml, readYaml } from '../../yaml.ts';

const text = z.string();
const optional = text.optional();

const clusterSchema = z.looseObject({
  server: text,
  'certificate-authority': optional,
  'certificate-authority-data': optional,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': optional,
  'proxy-url': optional,
});

const execSchema = z.looseObject({
  command: text,
  args: z.array(text).nullish(),
  env: z.array(z.object({ name: text, value: text })).nullish(),
  apiVersion: optional,
});

const userSchema = z.looseObject({
  'client-certificate': optional,
  'client-certificate-data': optional,
  'client-key': optional,
  'client-key-data': optional,
  token: optional,
  tokenFile: optional,
  username: optional,
  password: optional,
  exec: execSchema.nullish(),
  'auth-provider': z.object({ name: text, config: z.record(text, z.unknown()).nullish() }).nullish(),
  as: optional,
});

/** The part of kubectl's configuration file that MLAnywhere reads; what else is in it is kept. Source: Kubernetes reference, kubeconfig (v1). */
const kubeconfigSchema = z.looseObject({
  'current-context': text.nullish(),
  clusters: z.array(z.looseObject({ name: text, cluster: clusterSchema })).nullish(),
  users: z.array(z.looseObject({ name: text, user: userSchema.nullish() })).nullish(),
  contexts: z
    .array(
      z.looseObject({ name: text, context: z.looseObject({ cluster: text, user: optional, namespace: optional }) }),
    )
    .nullish(),
});

export type Kubeconfig = z.infer<typeof kubeconfigSchema>;
export type KubeconfigCluster = z.infer<typeof clusterSchema>;
export type KubeconfigUser = z.infer<typeof userSchema>;

/** Contexts of a kubeconfig, for someone to choose from. */
export interface KubeconfigContexts {
  /** The one kubectl would use. */
  readonly current?: string;
  readonly contexts: readonly {
    readonly name: string;
    readonly cluster: string;
    readonly server?: string;
    readonly user?: string;
  }[];
}

/** Far above any real kubeconfig, far below what would hurt. */
const longestText = 4_000_000;

/** The text of a kubeconfig file, in every encoding that kubectl reads: UTF-8, also with a byte order mark, and UTF-16 with one. */
export function decodeKubeconfig(bytes: Uint8Array): string {
  return decodeYaml(bytes);
}

/** The content of a kubeconfig's text, of whatever shape. Throws `UnreadableYaml`. */
export function readKubeconfigYaml(text: string): unknown {
  return readYaml(text, { longest: longestText });
}

/** Reads the text and checks its shape; what it says is not looked at. */
export function parseKubeconfig(yaml: string): Kubeconfig {
  if (yaml.length > longestText) throw notAKubeconfig('it is larger than 4 MB');
  let value: unknown;
  try {
    value = readKubeconfigYaml(yaml);
  } catch (thrown) {
    throw notAKubeconfig(`it is not YAML (${thrown instanceof Error ? thrown.message : String(thrown)})`);
  }
  const parsed = kubeconfigSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw notAKubeconfig(
      issue === undefined || issue.path.length === 0
        ? 'it holds no settings'
        : `${issue.path.join('.')}: ${issue.message}`,
    );
  }
  if (!parsed.data.contexts?.length && !parsed.data.clusters?.length) throw notAKubeconfig('it names no cluster');
  return parsed.data;
}

/** The contexts in a kubeconfig, without resolving any. */
export function listContexts(yaml: string): KubeconfigContexts {
  const { contexts, clusters, 'current-context': current } = parseKubeconfig(yaml);
  return {
    ...(current ? { current } : {}),
    contexts: (contexts ?? []).map(({ name, context }) => {
      const server = clusters?.find((one) => one.name === context.cluster)?.cluster.server;
      return {
        name,
        cluster: context.cluster,
        ...(server === undefined ? {} : { server }),
        ...(context.user === undefined ? {} : { user: context.user }),
      };
    }),
  };
}

/** What a context names. */
export interface ChosenContext {
  readonly context: string;
  readonly cluster: KubeconfigCluster;
  /** Without anything in it where the context names no user. */
  readonly user: KubeconfigUser;
  /** The other contexts of the same file. */
  readonly others: readonly string[];
}

/** The cluster and user of the wanted context; where none is wanted of the current one, else of the only one. The one rule for all who read a kubeconfig. */
export function chooseContext(config: Kubeconfig, wanted: string | undefined): ChosenContext {
  const { name, context } = findContext(config, wanted);
  const others = (config.contexts ?? []).map((one) => one.name).filter((one) => one !== name);
  const cluster = config.clusters?.find((one) => one.name === context.cluster)?.cluster;
  if (cluster === undefined)
    throw new MlaError('kubeconfig.incomplete', {
      reason: `the cluster ${context.cluster} of context ${name} is missing.`,
    });
  if (context.user === undefined) return { context: name, cluster, user: {}, others };
  const found = config.users?.find((one) => one.name === context.user);
  if (found === undefined)
    throw new MlaError('kubeconfig.incomplete', {
      reason: `the user ${context.user} of context ${name} is missing.`,
    });
  return { context: name, cluster, user: found.user ?? {}, others };
}

function findContext(config: Kubeconfig, wanted: string | undefined): NonNullable<Kubeconfig['contexts']>[number] {
  const all = config.contexts ?? [];
  const contexts = all.map((one) => one.name).join(', ') || 'none';
  const name = wanted ?? (config['current-context'] || (all.length === 1 ? all[0]?.name : undefined));
  if (name === undefined) throw new MlaError('kubeconfig.contextNotChosen', { contexts });
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new MlaError('kubeconfig.contextUnknown', { context: name, contexts });
  return found;
}

function notAKubeconfig(reason: string): MlaError {
  return new MlaError('kubeconfig.unreadable', { reason });
}
