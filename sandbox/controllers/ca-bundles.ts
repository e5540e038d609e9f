import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulationTools, Task } from '../simulation/controller.ts';
import { watchedKinds, type KindName } from '../simulation/kinds.ts';
import type { World } from '../simulation/world.ts';

/** Kinds that carry caBundle fields. */
export const bundleKinds = ['mutatingWebhooks', 'validatingWebhooks', 'crds'] as const satisfies readonly KindName[];

interface ClientConfig {
  readonly caBundle?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
}

interface WebhookConfiguration extends KubernetesObject {
  webhooks?: { clientConfig: ClientConfig }[];
}

interface ConversionCrd extends KubernetesObject {
  spec: { conversion?: { strategy: string; webhook?: { clientConfig?: ClientConfig } } };
}

/** Which webhooks of a configuration to fill: by the Service they call, `namespace/name`. */
export type ServiceFilter = (service: string) => boolean;

/** The tasks that fill the empty caBundle fields of one webhook configuration. */
export function* fillWebhooks(
  tools: SimulationTools,
  kind: 'mutatingWebhooks' | 'validatingWebhooks',
  configuration: KubernetesObject,
  fits: ServiceFilter,
): Generator<Task> {
  const { webhooks = [] } = configuration as WebhookConfiguration;
  const caBundle = encodedAuthority(tools);
  const unfilled = webhooks.some(({ clientConfig }) => needsBundle(clientConfig, caBundle, fits));
  if (!unfilled) return;
  const { name, resourceVersion } = configuration.metadata;
  yield {
    id: `${kind} ${name}`,
    object: name,
    act: async () => {
      const filled = webhooks.map((webhook) =>
        needsBundle(webhook.clientConfig, caBundle, fits)
          ? { ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } }
          : webhook,
      );
      // With the version seen, so that a change in between is not undone.
      await tools.client.mergePatch(
        watchedKinds[kind].type,
        { name },
        { metadata: { resourceVersion }, webhooks: filled },
      );
    },
  };
}

/** Remembers which CRDs have been seen filled, so that these large objects are read once. */
export interface CrdFiller {
  /** `crd` is its metadata only. */
  fill(crd: KubernetesObject): Generator<Task>;
}

export function createCrdFiller(tools: SimulationTools): CrdFiller {
  const done = new Map<string, number | undefined>();
  return {
    *fill({ metadata: { name, generation } }) {
      if (done.has(name) && done.get(name) === generation) return;
      yield {
        id: `crd ${name}`,
        object: name,
        act: async () => void done.set(name, await fillCrd(tools.client, name, encodedAuthority(tools))),
      };
    },
  };
}

/** Gives the generation in which the CRD needs nothing more. */
async function fillCrd(client: KubernetesClient, name: string, caBundle: string): Promise<number | undefined> {
  const type = watchedKinds.crds.type;
  const crd = await client.get<ConversionCrd>(type, { name });
  const conversion = crd?.spec.conversion;
  if (conversion?.strategy !== 'Webhook' || conversion.webhook?.clientConfig?.caBundle === caBundle)
    return crd?.metadata.generation;
  const patched = await client.mergePatch<ConversionCrd>(
    type,
    { name },
    { spec: { conversion: { webhook: { clientConfig: { caBundle } } } } },
  );
  return patched.metadata.generation;
}

/** Webhook configurations, all of both kinds. */
export function* webhookConfigurations(
  world: World,
): Generator<['mutatingWebhooks' | 'validatingWebhooks', KubernetesObject]> {
  for (const kind of ['mutatingWebhooks', 'validatingWebhooks'] as const)
    for (const configuration of world.all(kind)) yield [kind, configuration];
}

function needsBundle({ service, caBundle: current }: ClientConfig, caBundle: string, fits: ServiceFilter): boolean {
  return service !== undefined && current !== caBundle && fits(`${service.namespace}/${service.name}`);
}

function encodedAuthority({ webhookAuthority }: SimulationTools): string {
  return Buffer.from(webhookAuthority.certificate).toString('base64');
}
