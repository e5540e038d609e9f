import type { KubernetesObject } from '../objects/object.ts';

/** Source: Kubernetes API reference, EndpointSlice. */
interface EndpointSlice extends KubernetesObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** Whether an EndpointSlice has an endpoint that answers. One that says nothing of itself counts as ready. */
export function hasReadyEndpoint({ endpoints }: EndpointSlice): boolean {
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
}

/** The Services behind which a pod is ready, as `namespace/name`, from all EndpointSlices. */
export function servedServices(slices: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(
    slices
      .filter(hasReadyEndpoint)
      .map(
        ({ metadata: { namespace = '', labels = {} } }) => `${namespace}/${labels['kubernetes.io/service-name'] ?? ''}`,
      ),
  );
}
