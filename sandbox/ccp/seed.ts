import { sandboxKubernetes } from '../kubernetes-version.ts';

/** A vSphere cluster of the simulated infrastructure. */
export interface SeedVsphereCluster {
  readonly resourcePools: readonly string[];
  readonly gpus: readonly string[];
}

export interface SeedDatacenter {
  readonly clusters: Readonly<Record<string, SeedVsphereCluster>>;
  readonly networks: readonly string[];
  readonly datastores: readonly string[];
  /** All VMs and templates, tenant images among them. */
  readonly vms: readonly string[];
}

export interface SeedSubnet {
  readonly uuid: string;
  readonly name: string;
  readonly cidr: string;
  readonly gatewayIp: string;
  /** Ranges `first-last`. */
  readonly pools: readonly string[];
  /** Addresses that something else took already. */
  readonly taken: number;
}

export interface Seed {
  readonly provider: { readonly id: string; readonly name: string; readonly address: string };
  readonly datacenters: Readonly<Record<string, SeedDatacenter>>;
  readonly subnets: readonly SeedSubnet[];
}

/**
 * An image that no CCP ever had: those end at Kubernetes 1.18, and Kubeflow of
 * today needs a newer one. With it the whole way can be tried.
 */
export const newEnoughImage = `ccp-tenant-image-${sandboxKubernetes.slice(1)}-ubuntu24-simulated`;

/** Infrastructure with what makes clients stumble: names with spaces, slashes and bars, folders, empty lists, images among ordinary VMs. */
export const seed: Seed = {
  provider: { id: '3e6f5a0c-6a0e-4d0f-9a53-5b1f7c2d8e41', name: 'vsphere', address: '10.10.0.5' },
  datacenters: {
    'Lab 1': {
      clusters: {
        'HX-Cluster': {
          resourcePools: ['Resources', 'machine-learning'],
          gpus: ['nvidia-tesla-v100', 'nvidia-tesla-t4'],
        },
        'UCS-Cluster': { resourcePools: [], gpus: [] },
      },
      networks: ['VM Network', 'vmm/lab|ml|nodes', 'k8-priv-iscsivm-network'],
      datastores: ['hx-datastore-1', 'hx-datastore-2'],
      vms: [
        'jump-host',
        'ccp-tenant-image-1.14.8-ubuntu18-5.1.0',
        'CCP/ccp-tenant-image-1.16.3-ubuntu18-6.0.0',
        'hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre',
        'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
        newEnoughImage,
        'windows-2019-template',
        'ccp-control-plane-1',
      ],
    },
    Edge: {
      clusters: { 'Edge-1': { resourcePools: [], gpus: [] } },
      networks: ['VM Network'],
      datastores: ['local-ssd'],
      vms: ['ubuntu-template'],
    },
  },
  subnets: [
    {
      uuid: '8d2b8f7e-0b57-4b0e-8f0e-1c8c0a0f9a11',
      name: 'default-network-subnet',
      cidr: '10.10.20.0/24',
      gatewayIp: '10.10.20.1',
      pools: ['10.10.20.10-10.10.20.19', '10.10.20.40-10.10.20.49'],
      taken: 3,
    },
    {
      uuid: 'c1f7a2d4-58b1-4f0b-9c55-3f0e6c0a7b22',
      name: 'small-subnet',
      cidr: '10.10.30.0/28',
      gatewayIp: '10.10.30.1',
      pools: ['10.10.30.4-10.10.30.7'],
      taken: 1,
    },
  ],
};
