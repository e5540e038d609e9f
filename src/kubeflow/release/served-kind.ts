import type { KubernetesObject } from '../../kubernetes/objects/object.ts';

/** What a CustomResourceDefinition adds to the API: written in the bundle's header, so that large definitions need not be parsed to plan. */
export interface ServedKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Versions that are served, in the order of the definition. */
  readonly versions: readonly string[];
  /** The version objects are stored in; a write in another one is converted. */
  readonly storageVersion: string;
  /** The service that converts between versions, when a webhook does it. */
  readonly conversion?: { readonly namespace: string; readonly name: string };
}

interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    scope: string;
    names: { kind: string; plural: string };
    versions: { name: string; served: boolean; storage: boolean }[];
    conversion?: { strategy: string; webhook?: { clientConfig?: { service?: { namespace: string; name: string } } } };
  };
}

/** The kind a CustomResourceDefinition serves; undefined for every other object. */
export function servedKindOf(object: KubernetesObject): ServedKind | undefined {
  if (object.kind !== 'CustomResourceDefinition') return undefined;
  const { spec } = object as CustomResourceDefinition;
  const service = spec.conversion?.strategy === 'Webhook' ? spec.conversion.webhook?.clientConfig?.service : undefined;
  const versions = spec.versions.filter((version) => version.served).map((version) => version.name);
  return {
    group: spec.group,
    kind: spec.names.kind,
    plural: spec.names.plural,
    namespaced: spec.scope === 'Namespaced',
    versions,
    storageVersion: spec.versions.find((version) => version.storage)?.name ?? versions[0] ?? '',
    ...(service === undefined ? {} : { conversion: { namespace: service.namespace, name: service.name } }),
  };
}
