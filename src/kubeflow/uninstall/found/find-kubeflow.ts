import { MlaError, isError } from '../../../errors/error.ts';
import { inOrder } from './in-order.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { keyText, parseApiVersion, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { keyOfPresent, type Present, type PresentObject } from '../../present/read-present.ts';
import type { Release, ReleaseObject } from '../../release/release.ts';
import { differenceFrom } from './compare-object.ts';
import type { FoundKubeflow, FoundObject, ReleaseMatch } from './found.ts';

interface FindRequest {
  readonly client: KubernetesClient;
  readonly present: Present;
  /** The releases to compare with. */
  readonly releases: readonly Release[];
  /** An earlier look has found this release: what is left of it can be little. */
  readonly begun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Which of these releases is in a cluster: the one with most objects as it has them.
 * @throws `uninstall.nothingFound`
 */
export async function findKubeflow(request: FindRequest): Promise<Omit<FoundKubeflow, 'take'>> {
  const { releases, begun } = request;
  const read = readOnce(request);
  const compared: Compared[] = [];
  for (const release of releases) compared.push(await compare(release, { ...request, read }));
  const [best, ...others] = compared.toSorted(
    ({ match: one }, { match: other }) => other.equal - one.equal || one.different - other.different,
  );
  if (best === undefined || (!begun && !best.isKubeflow))
    throw new MlaError('uninstall.nothingFound', {
      releases: releases.map(({ name, version }) => `${name} ${version}`).join(', ') || 'none',
    });
  return { ...best.match, objects: best.objects, others: others.map(({ match }) => match) };
}

interface Compared {
  readonly match: ReleaseMatch;
  readonly objects: ReadonlyMap<string, FoundObject>;
  /** More than software that Kubeflow only uses, such as cert-manager. */
  readonly isKubeflow: boolean;
}

type Read = (object: ReleaseObject, there: PresentObject) => Promise<KubernetesObject | undefined>;

async function compare(
  { name, version, components, objects: released }: Release,
  { present, read }: Pick<FindRequest, 'present'> & { readonly read: Read },
): Promise<Compared> {
  const byPlace = new Map(present.objects.map((object) => [keyText(keyOfPresent(object)), object]));
  const basis = new Set(components.flatMap((one) => (one.purpose === 'platform' ? one.name : [])));
  const objects = new Map<string, FoundObject>();
  await inOrder(released, async (object) => {
    // Some releases write a namespace into objects of kinds that have none.
    const { namespace: _namespace, ...wide } = object.key;
    const there = byPlace.get(keyText(object.key)) ?? byPlace.get(keyText(wide));
    if (there === undefined) return;
    const content = await read(object, there);
    const difference =
      content === undefined ? 'its version, which is not served' : differenceFrom(object.object, content);
    objects.set(there.metadata.uid ?? '', {
      component: object.component,
      isBasis: basis.has(object.component),
      ...(difference !== undefined && { difference }),
    });
  });
  const found = [...objects.values()];
  const equal = found.filter(({ difference }) => difference === undefined);
  return {
    match: {
      release: { name, version },
      equal: equal.length,
      different: found.length - equal.length,
      absent: released.length - found.length,
    },
    objects,
    isKubeflow: equal.some(({ isBasis }) => !isBasis),
  };
}

/** Objects in the version of a release, each asked for once. Only what a release names is read: Secrets of others stay unread. */
function readOnce({ client, signal }: Pick<FindRequest, 'client' | 'signal'>): Read {
  const known = new Map<string, Promise<KubernetesObject | undefined>>();
  return async ({ key }, { type, metadata }) => {
    const { version } = parseApiVersion(key.apiVersion);
    const id = `${version} ${metadata.uid ?? ''}`;
    const { name, namespace } = metadata;
    const asked =
      known.get(id) ??
      client
        .get({ ...type, version }, { name, ...(namespace !== undefined && { namespace }) }, { signal })
        .catch((thrown: unknown) => {
          if (isError(thrown, 'kubernetes.kindUnknown', 'kubernetes.notFound')) return undefined;
          throw thrown;
        });
    known.set(id, asked);
    return asked;
  };
}
