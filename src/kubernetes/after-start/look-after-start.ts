import { setTimeout as wait } from 'node:timers/promises';
import { isError } from '../../errors/error.ts';
import type { KubernetesClient } from '../client.ts';
import { conditionOf } from '../objects/conditions.ts';
import type { KubernetesObject, ResourceType } from '../objects/object.ts';
import { builtInTypes } from '../objects/built-in-types.ts';
import { certificateType } from '../objects/certificate-type.ts';
import { servedServices } from '../readiness/served-services.ts';
import { deploymentReadiness } from '../readiness/workload-readiness.ts';

/** How long a started cluster may take, in milliseconds: until its API answers, and until all on it is ready. */
const apiPatience = 5 * 60_000;
const readyPatience = 3 * 60_000;
const pause = 2_000;

const looked: readonly ResourceType[] = [
  builtInTypes.node,
  builtInTypes.deployment,
  builtInTypes.endpointSlice,
  certificateType,
  builtInTypes.validatingWebhooks,
  builtInTypes.mutatingWebhooks,
];

/** Asks until the API server answers. Rejects with its last failure. */
export async function waitForApi(client: KubernetesClient, signal: AbortSignal): Promise<{ gitVersion: string }> {
  const until = performance.now() + apiPatience;
  for (;;) {
    try {
      return await client.version({ signal });
    } catch (thrown) {
      if (signal.aborted || performance.now() > until) throw thrown;
      await wait(pause, undefined, { signal });
    }
  }
}

/** What is not ready after a start: waits a while, then says it in sentences. Empty when all is ready. */
export async function lookAfterStart(
  client: KubernetesClient,
  signal: AbortSignal,
  patience = readyPatience,
): Promise<readonly string[]> {
  const until = performance.now() + patience;
  for (;;) {
    const missing = await lookOnce(client, signal);
    if (missing.length === 0 || performance.now() > until) return missing;
    await wait(pause, undefined, { signal });
  }
}

async function lookOnce(client: KubernetesClient, signal: AbortSignal): Promise<string[]> {
  const [nodeList, deploymentList, sliceList, certificateList, ...webhookLists] = await Promise.all(
    looked.map((kind) => listOrNone(client, kind, signal)),
  );
  const served = servedServices(sliceList ?? []);
  return [
    ...(nodeList ?? [])
      .filter((node) => !isTrue(node, 'Ready'))
      .map((node) => `Node ${node.metadata.name} is not ready.`),
    ...(deploymentList ?? [])
      .filter((deployment) => !deploymentReadiness(deployment).ready)
      .map(({ metadata }) => `Deployment ${metadata.namespace ?? ''}/${metadata.name} is not ready.`),
    ...webhookLists.flat().flatMap((configuration) =>
      servicesOf(configuration)
        .filter((service) => !served.has(service))
        .map((service) => `Webhook ${configuration.metadata.name} has no running program: Service ${service}.`),
    ),
    ...(certificateList ?? [])
      .filter((certificate) => !isTrue(certificate, 'Ready'))
      .map(({ metadata }) => `Certificate ${metadata.namespace ?? ''}/${metadata.name} is not ready.`),
  ];
}

/** None of a kind that the cluster does not serve. */
async function listOrNone(
  client: KubernetesClient,
  kind: ResourceType,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  return client.list(kind, { signal }).catch((thrown: unknown) => {
    if (isError(thrown, 'kubernetes.kindUnknown')) return [];
    throw thrown;
  });
}

function isTrue(object: KubernetesObject, condition: string): boolean {
  return conditionOf(object, condition)?.status === 'True';
}

interface WithWebhooks {
  readonly webhooks?: readonly {
    readonly clientConfig: { readonly service?: { readonly namespace: string; readonly name: string } };
  }[];
}

function servicesOf({ webhooks: hooks = [] }: KubernetesObject & WithWebhooks): string[] {
  return [
    ...new Set(
      hooks.flatMap(({ clientConfig: { service } }) =>
        service === undefined ? [] : [`${service.namespace}/${service.name}`],
      ),
    ),
  ];
}
