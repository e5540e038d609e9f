import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';

const [namespace, name] = ['team', 'lab'];

/** The notebook's Service, for the rig's programs. */
export const notebookService = `${namespace}/${name}`;

/**
 * What Kubeflow's controllers make of a Notebook `lab` in the namespace `team` of this owner, as far as a request meets
 * it. Source: kubeflow/kubeflow, notebook-controller and profile-controller.
 */
export function notebookObjects(owner: string): KubernetesObject[] {
  const prefix = `/notebook/${namespace}/${name}/`;
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, annotations: { owner }, labels: { 'istio-injection': 'enabled' } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { statefulset: name }, ports: [{ name: 'http-lab', port: 80, targetPort: 8888 }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: `notebook-${namespace}-${name}`, namespace },
      spec: {
        hosts: ['*'],
        gateways: ['kubeflow/kubeflow-gateway'],
        http: [
          {
            match: [{ uri: { prefix } }],
            rewrite: { uri: prefix },
            route: [{ destination: { host: `${name}.${namespace}.svc.cluster.local`, port: { number: 80 } } }],
          },
        ],
      },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'ns-owner-access-istio', namespace },
      spec: {
        rules: [
          {
            from: [
              { source: { principals: ['cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account'] } },
            ],
            when: [{ key: 'request.headers[kubeflow-userid]', values: [owner] }],
          },
          { when: [{ key: 'source.namespace', values: [namespace] }] },
        ],
      },
    },
  ];
}
