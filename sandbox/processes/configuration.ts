import { dump } from 'js-yaml';

/** Every connection of the API server into the cluster (webhooks, conversions) goes through our socket. */
export function egressConfiguration(socket: string): string {
  const throughSocket = { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: socket } } };
  return dump({
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [{ name: 'cluster', connection: throughSocket }],
  });
}

/** Users whose writes are the control plane's or the simulation's own, not a client's. */
const ownUsers = [
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'sandbox:simulation',
  'sandbox:kwok',
];

/** One line for each write a client sent, with its outcome; nothing else. */
export function auditPolicy(): string {
  return dump({
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    omitManagedFields: true,
    rules: [
      { level: 'None', users: ownUsers },
      { level: 'None', userGroups: ['system:serviceaccounts'] },
      { level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
      { level: 'None' },
    ],
  });
}

/** A port that answers in a simulated pod: a program on this machine takes its connections. */
export interface PodPort {
  readonly namespace: string;
  /** As a pod's container names it. */
  readonly port: number;
  /** Where the program listens on 127.0.0.1. */
  readonly program: number;
}

/** What kwok answers in place of the kubelets, when a port of a pod is forwarded. */
export function portForwardConfiguration(ports: readonly PodPort[]): string {
  return ports
    .map(({ namespace, port, program }) =>
      dump({
        apiVersion: 'kwok.x-k8s.io/v1alpha1',
        kind: 'ClusterPortForward',
        metadata: { name: `${namespace}-${port}` },
        spec: {
          selector: { matchNamespaces: [namespace] },
          forwards: [{ ports: [port], target: { address: '127.0.0.1', port: program } }],
        },
      }),
    )
    .map((document) => `---\n${document}`)
    .join('');
}
