import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient, RequestOptions } from '../client.ts';
import { builtInTypes } from '../objects/built-in-types.ts';
import type { KubernetesObject } from '../objects/object.ts';

/** A port of a Service, as its clients call it. */
export interface ServicePort {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

interface Service extends KubernetesObject {
  spec?: { selector?: Record<string, string>; ports?: { port: number; targetPort?: number | string }[] };
}

interface Pod extends KubernetesObject {
  spec?: { containers?: { ports?: { name?: string; containerPort: number }[] }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/**
 * A ready pod behind a Service, with the port that the Service leads to; not `avoid`, if there is another.
 * @throws access.serviceMissing, access.noReadyPod, and what the API server answers
 */
export async function findReadyPod(
  client: Pick<KubernetesClient, 'get' | 'list'>,
  { namespace, service, port }: ServicePort,
  { avoid, ...request }: RequestOptions & { readonly avoid?: string | undefined } = {},
): Promise<PodPort> {
  const { targetPort, labelSelector } = leadOf(
    await client.get<Service>(builtInTypes.service, { namespace, name: service }, request),
    { namespace, service, port },
  );
  const pods = await client.list<Pod>(builtInTypes.pod, { ...request, namespace, labelSelector });
  const ready = pods.filter(isReady);
  const first = ready.find(({ metadata }) => metadata.name !== avoid) ?? ready[0];
  const podPort = first === undefined ? undefined : containerPort(first, targetPort);
  if (first === undefined || podPort === undefined)
    throw new MlaError('access.noReadyPod', { service, namespace, ready: ready.length, pods: pods.length });
  return { namespace, name: first.metadata.name, port: podPort };
}

/** Which pods a Service selects, and which of their ports it leads to. Throws access.serviceMissing. */
function leadOf(
  found: Service | undefined,
  { namespace, service, port }: ServicePort,
): { targetPort: number | string; labelSelector: string } {
  const selector = Object.entries(found?.spec?.selector ?? {});
  const target = found?.spec?.ports?.find((one) => one.port === port);
  if (target === undefined || selector.length === 0)
    throw new MlaError('access.serviceMissing', { service, namespace, port });
  return {
    targetPort: target.targetPort ?? port,
    labelSelector: selector.map(([label, value]) => `${label}=${value}`).join(','),
  };
}

function isReady({ metadata, status }: Pod): boolean {
  const ready = status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return ready === true && metadata.deletionTimestamp === undefined;
}

/** A Service may name the port of its pods; each pod says which number that is. */
function containerPort({ spec }: Pod, target: number | string): number | undefined {
  if (typeof target === 'number') return target;
  const ports = (spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === target)?.containerPort;
}
