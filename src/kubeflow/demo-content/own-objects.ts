import { isError, MlaError } from '../../errors/error.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { demoLabel, variantAnnotation, type DemoSite } from './demo-names.ts';

/** Metadata of an object of the demo. */
export function metadataOf(name: string, { namespace, installation, variant }: DemoSite): KubernetesObject['metadata'] {
  return { name, namespace, labels: { [demoLabel]: installation }, annotations: { [variantAnnotation]: variant } };
}

/**
 * Makes an object where it is not there. An interrupted installation finds what it made.
 * @throws `demoContent.nameTaken` when somebody else made an object of that name, `demoContent.otherVariant`
 */
export async function ensureOwn<Kind extends KubernetesObject>(
  { client, signal, variant: wanted, installation }: DemoSite,
  type: ResourceType,
  object: Kind,
): Promise<Kind> {
  const { name, namespace = '' } = object.metadata;
  const found =
    (await client.get<Kind>(type, { namespace, name }, { signal })) ??
    (await client.create(type, object, { signal }).catch((thrown: unknown) => {
      // Somebody made it at the same moment: it is looked at like one that was there.
      if (isError(thrown, 'kubernetes.alreadyExists')) return client.get<Kind>(type, { namespace, name }, { signal });
      throw thrown;
    }));
  if (found?.metadata.labels?.[demoLabel] === undefined)
    throw new MlaError('demoContent.nameTaken', { object: `${type.kind} ${namespace}/${name}` });
  const { [variantAnnotation]: variant = wanted } = found.metadata.annotations ?? {};
  if (variant !== wanted) throw new MlaError('demoContent.otherVariant', { variant, wanted, name: installation });
  return found;
}
