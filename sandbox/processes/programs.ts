import type { ProgramName } from '../binary.ts';
import type { SandboxPorts } from './ports.ts';

export interface ProgramPaths {
  readonly ports: SandboxPorts;
  /** What the tokens of service accounts name as their issuer. */
  readonly tokenIssuer: string;
  /** Path of a certificate or key. */
  readonly pki: (name: string) => string;
  /** Path in the sandbox's folder. */
  readonly path: (name: string) => string;
  /** Where kwok answers for the kubelets of its nodes; undefined: nowhere. */
  readonly kubelet?: number | undefined;
}

interface Program {
  readonly arguments: (at: ProgramPaths) => string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Configuration files that the programs are pointed to, beside the kubeconfigs. */
export const configurationFiles = {
  egress: 'egress.yaml',
  auditPolicy: 'audit-policy.yaml',
  auditLog: 'audit.log',
  stages: 'kwok-stages.yaml',
} as const;

/** How each program is started. Kubernetes' own defaults where nothing is said. */
export const programs: Readonly<Record<ProgramName, Program>> = {
  etcd: {
    arguments: ({ ports, pki, path }) => [
      `--data-dir=${path('etcd')}`,
      `--listen-client-urls=https://127.0.0.1:${ports.etcdClient}`,
      `--advertise-client-urls=https://127.0.0.1:${ports.etcdClient}`,
      `--listen-peer-urls=https://127.0.0.1:${ports.etcdPeer}`,
      `--initial-advertise-peer-urls=https://127.0.0.1:${ports.etcdPeer}`,
      `--initial-cluster=default=https://127.0.0.1:${ports.etcdPeer}`,
      ...['', 'peer-'].flatMap((side) => [
        `--${side}cert-file=${pki('etcd.crt')}`,
        `--${side}key-file=${pki('etcd.key')}`,
        `--${side}trusted-ca-file=${pki('ca.crt')}`,
        `--${side}client-cert-auth=true`,
      ]),
      // A sandbox need not survive a power cut; a killed process it does survive.
      '--unsafe-no-fsync=true',
      '--log-level=warn',
    ],
  },
  'kube-apiserver': {
    arguments: ({ ports, tokenIssuer, pki, path }) => [
      `--etcd-servers=https://127.0.0.1:${ports.etcdClient}`,
      `--etcd-cafile=${pki('ca.crt')}`,
      `--etcd-certfile=${pki('api-server.crt')}`,
      `--etcd-keyfile=${pki('api-server.key')}`,
      `--cert-dir=${path('apiserver')}`,
      `--tls-cert-file=${pki('api-server.crt')}`,
      `--tls-private-key-file=${pki('api-server.key')}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.apiServer}`,
      `--client-ca-file=${pki('ca.crt')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true',
      `--service-account-issuer=${tokenIssuer}`,
      `--service-account-key-file=${pki('service-accounts.pub')}`,
      `--service-account-signing-key-file=${pki('service-accounts.key')}`,
      `--egress-selector-config-file=${path(configurationFiles.egress)}`,
      '--endpoint-reconciler-type=none',
      `--audit-policy-file=${path(configurationFiles.auditPolicy)}`,
      `--audit-log-path=${path(configurationFiles.auditLog)}`,
    ],
    // Definitions as large as KServe's make garbage faster than the collector likes: 200 saves a fifth of the CPU for half a gigabyte.
    environment: { GOGC: '200' },
  },
  'kube-controller-manager': {
    arguments: ({ pki, path }) => [
      ...ownKubeconfig(path('controller-manager.kubeconfig')),
      `--root-ca-file=${pki('ca.crt')}`,
      `--service-account-private-key-file=${pki('service-accounts.key')}`,
      '--use-service-account-credentials=true',
      '--bind-address=127.0.0.1',
      '--secure-port=0',
      '--leader-elect=false',
      // The default of 20 requests a second protects busy API servers; here it would only make the sandbox wait.
      '--kube-api-qps=300',
      '--kube-api-burst=600',
    ],
  },
  'kube-scheduler': {
    arguments: ({ path }) => [
      ...ownKubeconfig(path('scheduler.kubeconfig')),
      '--bind-address=127.0.0.1',
      '--secure-port=0',
      '--leader-elect=false',
      '--kube-api-qps=300',
      '--kube-api-burst=600',
    ],
  },
  kwok: {
    arguments: ({ path, pki, kubelet }) => [
      `--kubeconfig=${path('kwok.kubeconfig')}`,
      `--config=${path(configurationFiles.stages)}`,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40',
      `--server-address=${kubelet === undefined ? '' : `127.0.0.1:${kubelet}`}`,
      `--tls-cert-file=${pki('api-server.crt')}`,
      `--tls-private-key-file=${pki('api-server.key')}`,
    ],
  },
};

function ownKubeconfig(file: string): string[] {
  return [`--kubeconfig=${file}`, `--authentication-kubeconfig=${file}`, `--authorization-kubeconfig=${file}`];
}
