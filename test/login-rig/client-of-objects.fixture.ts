import { connect } from 'node:net';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { FactsClient } from '../../src/kubeflow/login/read-facts.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';

/** Reads objects as a client reads a cluster's. */
export function clientOf(objects: readonly KubernetesObject[]): FactsClient {
  const encoded = objects.map((object) => {
    const { stringData = {}, data = {} } = object as { stringData?: Record<string, string>; data?: object };
    const more = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    return { ...object, data: { ...data, ...(Object.fromEntries(more) as Record<string, string>) } };
  });
  const of = (kind: string, namespace?: string): unknown[] =>
    encoded.filter((one) => one.kind === kind && (namespace === undefined || one.metadata.namespace === namespace));
  return {
    get: async ({ kind }, { namespace, name }) =>
      (of(kind, namespace) as KubernetesObject[]).find(({ metadata }) => metadata.name === name) as never,
    list: async ({ kind }, options) => of(kind, options?.namespace) as never,
  };
}

/** The same of a cluster whose gateway has one ready pod: its port leads to a port of this machine. */
export function clientOfGateway(objects: readonly KubernetesObject[], port: number): KubernetesClient {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'istio-ingressgateway-1', namespace: 'istio-system' },
    spec: { containers: [{ name: 'istio-proxy', ports: [{ name: 'http2', containerPort: 8080 }] }] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
  const forwardPort: KubernetesClient['forwardPort'] = async () => connect(port, '127.0.0.1');
  return { ...clientOf([...objects, pod]), forwardPort } as unknown as KubernetesClient;
}
