import type { ApiCalls } from './api-calls.ts';
import type { ListOptions } from '../client.ts';
import { apiVersionOf, type KubernetesObject, type ObjectMetadata, type ResourceType } from '../objects/object.ts';
import { queryText, resourcePath } from './resource-path.ts';

/** Objects as they were at one moment, and the version from which a watch goes on. */
export interface ObjectList<T> {
  readonly items: T[];
  readonly resourceVersion: string;
}

interface Page<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: T[];
}

/** Objects in each answer: enough for one round trip in most namespaces, and no answer of hundreds of megabytes in a large cluster. */
const pageSize = 500;

const listAccept = (metadataOnly: boolean): string =>
  metadataOnly
    ? 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
    : 'application/json';

/** Lists page by page. When the pages expire in between (410), it starts over without pages, as the API server advises. */
export async function listObjects<T extends { metadata: ObjectMetadata }>(
  calls: ApiCalls,
  type: ResourceType,
  options: ListOptions & { metadataOnly?: boolean },
): Promise<ObjectList<T>> {
  const { namespace, labelSelector, fieldSelector, signal, metadataOnly = false } = options;
  const readPage = async (limit: number | undefined, next: string | undefined): Promise<Page<T> | undefined> => {
    const answer = await calls.send({
      verb: 'list',
      method: 'GET',
      type,
      key: { namespace },
      path: resourcePath(type, { namespace }) + queryText({ labelSelector, fieldSelector, limit, continue: next }),
      accept: listAccept(metadataOnly),
      ...(signal === undefined ? {} : { signal }),
      ...(next === undefined ? {} : { accepts: [410] }),
    });
    return answer.status === 410 ? undefined : calls.readJson<Page<T>>(answer);
  };

  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await readPage(pageSize, next);
    if (page === undefined) return whole(await readPage(undefined, undefined));
    items.push(...(page.items ?? []));
    next = page.metadata.continue;
    if (!next) return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
  }

  function whole(page: Page<T> | undefined): ObjectList<T> {
    return { items: page?.items ?? [], resourceVersion: page?.metadata.resourceVersion ?? '' };
  }
}

/** Items of a list do not repeat their kind, and metadata-only ones carry another: give each the kind it really has. */
export function withKind<T extends KubernetesObject>(type: ResourceType, object: T): T {
  object.apiVersion = apiVersionOf(type);
  object.kind = type.kind;
  return object;
}
