import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { objectNamed } from './login-objects.fixture.ts';

interface Reference {
  readonly name: string;
  readonly key: string;
}

interface Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: Reference; readonly configMapKeyRef?: Reference };
  }[];
  readonly envFrom?: readonly {
    readonly secretRef?: { readonly name: string };
    readonly configMapRef?: { readonly name: string };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string; readonly items?: readonly { key: string; path: string }[] };
  }[];
}

/** What the kubelet gives to the first container of a Deployment. */
export interface StartedContainer {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** By their paths in the container. */
  readonly files: Readonly<Record<string, string>>;
}

/** Resolves a Deployment's first container as the kubelet does. Throws for a Secret, ConfigMap or key that is missing. */
export function startedContainer(
  objects: readonly KubernetesObject[],
  { namespace, name }: { readonly namespace: string; readonly name: string },
): StartedContainer {
  const deployment = objectNamed<KubernetesObject & { spec: { template: { spec: PodSpec } } }>(
    objects,
    'Deployment',
    `${namespace}/${name}`,
  );
  const { spec } = deployment.spec.template;
  const [container] = spec.containers;
  if (container === undefined) throw new Error(`${namespace}/${name} has no container`);
  const read = (kind: 'Secret' | 'ConfigMap', holder: string): Record<string, string> =>
    contentOf(objectNamed(objects, kind, `${namespace}/${holder}`));
  return {
    arguments: [...(container.command ?? []), ...(container.args ?? [])],
    environment: environmentOf(container, read),
    files: filesOf(container, spec, read),
  };
}

type Read = (kind: 'Secret' | 'ConfigMap', name: string) => Record<string, string>;

function environmentOf({ env = [], envFrom = [] }: Container, read: Read): Record<string, string> {
  const value = (kind: 'Secret' | 'ConfigMap', { name, key }: Reference): string => {
    const found = read(kind, name)[key];
    if (found === undefined) throw new Error(`couldn't find key ${key} in ${kind} ${name}`);
    return found;
  };
  const whole = envFrom.map(({ secretRef, configMapRef }) => ({
    ...(secretRef && read('Secret', secretRef.name)),
    ...(configMapRef && read('ConfigMap', configMapRef.name)),
  }));
  const single = env.map(({ name, value: text, valueFrom }) => {
    if (valueFrom?.secretKeyRef) return [name, value('Secret', valueFrom.secretKeyRef)];
    if (valueFrom?.configMapKeyRef) return [name, value('ConfigMap', valueFrom.configMapKeyRef)];
    return [name, text ?? ''];
  });
  return Object.assign({}, ...whole, Object.fromEntries(single)) as Record<string, string>;
}

function filesOf({ volumeMounts = [] }: Container, { volumes = [] }: PodSpec, read: Read): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, mountPath, subPath } of volumeMounts) {
    const configMap = volumes.find((volume) => volume.name === name)?.configMap;
    if (configMap === undefined) continue;
    const content = read('ConfigMap', configMap.name);
    const items = configMap.items ?? Object.keys(content).map((key) => ({ key, path: key }));
    for (const { key, path } of items) {
      if (subPath !== undefined && subPath !== path) continue;
      const text = content[key];
      if (text === undefined) throw new Error(`references non-existent config key: ${key}`);
      files[subPath === undefined ? `${mountPath}/${path}` : mountPath] = text;
    }
  }
  return files;
}

/** The content of a Secret or ConfigMap in the clear. */
function contentOf(object: KubernetesObject): Record<string, string> {
  const { data = {}, stringData = {} } = object as { data?: Record<string, string>; stringData?: object };
  if (object.kind !== 'Secret') return data;
  const decoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
  return { ...(Object.fromEntries(decoded) as Record<string, string>), ...stringData };
}
