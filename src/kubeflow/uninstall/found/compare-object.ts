import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { findDifferences } from '../../drift/find-differences.ts';

/** What programs behind webhooks write into them. Source: cert-manager's CA injector; Istio, which turns `failurePolicy` on when it is ready. */
const filledByPrograms = /\.(caBundle|failurePolicy)$/;

/**
 * Where an object in the cluster is not as a release has it: the first field, or undefined where all that the release
 * says is so. What others added does not count, except settings in a ConfigMap; neither does what programs fill in.
 */
export function differenceFrom(released: KubernetesObject, there: KubernetesObject): string | undefined {
  const said = contentOf(released);
  const differences = findDifferences(said, contentOf(there)).filter(({ path }) => !filledByPrograms.test(path));
  return differences[0]?.path.replace(/^\./, '') ?? addedSetting(released, there);
}

function addedSetting(released: KubernetesObject, there: KubernetesObject): string | undefined {
  if (released.kind !== 'ConfigMap') return undefined;
  const known = released['data'] ?? {};
  const added = Object.keys(there['data'] ?? {}).find((name) => !Object.hasOwn(known, name));
  return added && `data.${added}`;
}

/** What an object says, apart from who it is and how it is. */
function contentOf(object: KubernetesObject): Record<string, unknown> {
  const { apiVersion: _version, kind: _kind, metadata, status: _status, stringData, data, ...content } = object;
  const { labels = {}, annotations = {} } = metadata;
  // The controller manager fills in the rules of a role that collects others.
  if (content['aggregationRule'] !== undefined) delete content['rules'];
  return {
    ...content,
    metadata: { labels, annotations },
    data: { ...(data as object | undefined), ...encoded(stringData) },
  };
}

/** The API server keeps the text of a Secret encoded. */
function encoded(stringData: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((stringData ?? {}) as Record<string, string>).map(([name, value]) => [
      name,
      Buffer.from(value).toString('base64'),
    ]),
  );
}
