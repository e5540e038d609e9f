import type { ProxySetting, ProxySubject } from '../../api/contract.ts';
import { compareVariables } from '../../cluster-proxy/check/compare-variables.ts';
import { newSubject } from '../../cluster-proxy/check/new-subject.ts';
import { isError } from '../../errors/error.ts';
import type { PodPart } from '../../installation/proxy/pod-parts.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import type { EnvironmentVariable } from '../patches/object-patch.ts';
import { destinations, type Destination } from './destinations.ts';
import { podDefaultName, podDefaults } from './pod-defaults.ts';
import { podProxyVariables, type PodProxy } from './proxy-variables.ts';

type Client = Pick<KubernetesClient, 'get' | 'list'>;

interface Deployment extends KubernetesObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly { readonly name: string; readonly env?: readonly EnvironmentVariable[] }[];
      };
    };
  };
}

/**
 * What the Deployments of Kubeflow’s parts and the PodDefaults of users have of the proxy, as the API server tells it. A
 * part that is not installed is left out. Settings of KServe, Trainer and the notebook form are not looked at.
 */
export async function lookAtPods(
  client: Client,
  {
    name,
    parts,
    proxy,
    signal,
  }: {
    /** Of the installation. */
    readonly name: string;
    readonly parts: readonly PodPart[];
    readonly proxy: PodProxy;
    readonly signal: AbortSignal;
  },
): Promise<ProxySubject[]> {
  const wanted = Object.fromEntries(podProxyVariables(proxy).map((one) => [one.name, one.value]));
  const chosen = destinations.filter(({ part }) => parts.includes(part));
  const deployments = await Promise.all(chosen.map((one) => lookAtDeployment(client, one, { name, wanted, signal })));
  return [...deployments.flat(), ...(await lookAtUsers(client, { name, wanted, signal }))];
}

interface Wanted {
  readonly name: string;
  readonly wanted: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function lookAtDeployment(
  client: Client,
  { place, fetches }: Destination,
  { name, wanted, signal }: Wanted,
): Promise<ProxySubject[]> {
  if (place.at !== 'deployment') return [];
  const { namespace, name: deployment, container: wantedContainer } = place;
  const found = await client.get<Deployment>(builtInTypes.deployment, { namespace, name: deployment }, { signal });
  const container = found?.spec?.template?.spec?.containers?.find((one) => one.name === wantedContainer);
  if (container === undefined) return [];
  const settings = compareVariables(wanted, variablesIn(container.env));
  return [judged(newSubject('pods', `Deployment ${namespace}/${deployment}`, 'Kubernetes'), settings, name, fetches)];
}

async function lookAtUsers(client: Client, { name, wanted, signal }: Wanted): Promise<ProxySubject[]> {
  const list = (type: ResourceType, fieldSelector?: string): Promise<KubernetesObject[]> =>
    client
      .list<KubernetesObject>(type, { signal, ...(fieldSelector !== undefined && { fieldSelector }) })
      .catch((thrown: unknown) => {
        if (isError(thrown, 'kubernetes.kindUnknown', 'kubernetes.notFound', 'kubernetes.forbidden')) return [];
        throw thrown;
      });
  const [profiles, found] = await Promise.all([
    list(profileType),
    list(podDefaults, `metadata.name=${podDefaultName}`),
  ]);
  if (profiles.length === 0) return [];
  const settings = profiles.map(({ metadata }): ProxySetting => {
    const there = found.find((one) => one.metadata.namespace === metadata.name);
    if (there === undefined) return { name: metadata.name, state: 'missing' };
    const { env } = there['spec'] as { readonly env?: readonly EnvironmentVariable[] };
    const others = compareVariables(wanted, variablesIn(env)).filter(({ state }) => state !== 'set');
    return others.length === 0
      ? { name: metadata.name, state: 'set' }
      : { name: metadata.name, state: 'different', found: others.map((one) => one.name).join(', ') };
  });
  const subject = newSubject('pods', `PodDefault ${podDefaultName} of users`, 'Kubernetes');
  return [judged(subject, settings, name, 'what notebooks and pipelines ask for')];
}

function judged(subject: ProxySubject, settings: ProxySetting[], name: string, fetches: string): ProxySubject {
  const isGood = settings.every(({ state }) => state === 'set');
  return {
    ...subject,
    settings,
    state: isGood ? 'good' : 'bad',
    note: isGood ? '' : `It fetches ${fetches}.`,
    fix: isGood
      ? ''
      : `Run \`mla apply\` with the file of ${name}. What somebody changed by hand stays: change it by hand too.`,
  };
}

function variablesIn(env: readonly EnvironmentVariable[] = []): Record<string, string> {
  return Object.fromEntries(env.flatMap(({ name, value }) => (typeof value === 'string' ? [[name, value]] : [])));
}
