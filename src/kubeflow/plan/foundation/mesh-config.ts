import { dump } from 'js-yaml';
import type { KubernetesObject, ObjectKey } from '../../../kubernetes/objects/object.ts';
import { readYamlDocuments } from '../../release/kubernetes-yaml.ts';

/** Where Istio reads its mesh config, without a revision. Source: Istio, MeshConfig. */
export const meshConfigKey = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'istio-system', name: 'istio' } as const;

/** A member of `extensionProviders` of Istio's mesh config. */
export interface ExtensionProvider {
  readonly name: string;
  readonly [type: string]: unknown;
}

interface Mesh {
  readonly extensionProviders?: readonly (ExtensionProvider | null)[] | null;
}

interface Holder {
  readonly key: ObjectKey;
  readonly object: KubernetesObject;
}

/** The mesh config among these objects; empty where there is none. */
export function meshOf(objects: readonly Holder[]): string {
  const found = objects.find(
    ({ key: { kind, namespace, name } }) =>
      kind === meshConfigKey.kind && namespace === meshConfigKey.namespace && name === meshConfigKey.name,
  );
  return found === undefined ? '' : meshText(found.object);
}

/** The mesh config of a ConfigMap. */
export function meshText(configMap: KubernetesObject): string {
  return (configMap['data'] as { mesh?: string } | undefined)?.mesh ?? '';
}

/** The extension providers that policies ask, as a mesh config has them. */
export function providersFor(objects: readonly Holder[], mesh: string): ExtensionProvider[] {
  const asked = new Set(
    objects.flatMap(({ key, object }) => {
      if (key.kind !== 'AuthorizationPolicy') return [];
      const { action, provider } = (object['spec'] ?? {}) as { action?: string; provider?: { name?: string } };
      return action === 'CUSTOM' && provider?.name !== undefined ? [provider.name] : [];
    }),
  );
  return providersIn(mesh).filter(({ name }) => asked.has(name));
}

/** Throws js-yaml's YAMLException for a text that is no YAML. */
export function providersIn(mesh: string): readonly ExtensionProvider[] {
  return (readMesh(mesh).extensionProviders ?? []).filter((one) => one !== null);
}

/** A mesh config with these providers; one that has the name of another replaces that one. What else is written there stays. */
export function withProviders(mesh: string, providers: readonly ExtensionProvider[]): string {
  const config = readMesh(mesh);
  if (config.extensionProviders === undefined)
    return `${mesh === '' || mesh.endsWith('\n') ? mesh : `${mesh}\n`}${dump({ extensionProviders: providers })}`;
  const names = new Set(providers.map(({ name }) => name));
  const others = providersIn(mesh).filter(({ name }) => !names.has(name));
  return dump({ ...config, extensionProviders: [...others, ...providers] });
}

function readMesh(text: string): Mesh {
  const [first] = readYamlDocuments(text);
  return first !== null && typeof first === 'object' ? first : {};
}
