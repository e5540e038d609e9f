import { z } from 'zod';
import { connectionField, platformField } from '../../../installation/cluster-fields.ts';
import { furtherGroups, nodeSize, workers } from '../../../installation/worker-groups.ts';

const controlPlane = z.strictObject({
  count: z
    .union([z.literal(1), z.literal(3)])
    .default(1)
    .meta({ description: 'How many control plane nodes: 1 for testing, 3 for high availability' }),
  ...nodeSize,
});

/** The control plane of a cluster of which nothing else is said. */
export const defaultControlPlane = controlPlane.parse({});

/** Every choice of the original's form, by the names CCP's users know, and the sizes it kept fixed. */
export const ccpCluster = z.strictObject({
  provider: z.string().min(1).default('vsphere').meta({ description: 'Name of the infrastructure provider in CCP' }),
  datacenter: z.string().min(1).meta({ description: 'vSphere datacenter' }),
  cluster: z.string().min(1).meta({ description: 'vSphere cluster' }),
  resourcePool: z.string().default('').meta({ description: 'vSphere resource pool; empty for the cluster’s own' }),
  network: z.string().min(1).meta({ description: 'Network of the nodes' }),
  datastore: z.string().min(1).meta({ description: 'Datastore of the nodes’ disks' }),
  /** VM template; the Kubernetes version is read from its name. */
  image: z.string().min(1).meta({ description: 'Template of the nodes; its name contains the Kubernetes version' }),
  /** Name of the subnet that addresses are taken from (CCP's users say VIP pool). */
  vipPool: z.string().min(1).meta({ description: 'Subnet that the cluster’s addresses are taken from (VIP pool)' }),
  /** OpenSSH public key, put on each node. */
  sshKey: z.string().min(1).meta({ description: 'OpenSSH public key for logging in to each node' }),
  sshUser: z.string().min(1).default('ccpuser').meta({ description: 'User for logging in with this key' }),
  podCidr: z.string().default('192.168.0.0/16').meta({ description: 'Network of the pods' }),
  loadBalancers: z.int().min(1).max(100).default(1).meta({ description: 'Addresses for load balancers' }),
  ntpServers: z.array(z.string()).default([]).meta({ description: 'Time servers' }),
  ntpPools: z.array(z.string()).default([]).meta({ description: 'Pools of time servers' }),
  insecureRegistries: z.array(z.string()).default([]).meta({ description: 'Image registries without TLS' }),
  rootCaRegistries: z
    .array(z.string())
    .default([])
    .meta({ description: 'Image registries with a private certificate authority' }),
  workers: workers.prefault({}),
  /** Absent in what was stored before there were such groups. `master-group` is CCP's own. */
  moreWorkers: furtherGroups(['master-group']).optional(),
  controlPlane: controlPlane.prefault({}),
});
export type CcpCluster = z.infer<typeof ccpCluster>;

/** `spec.cluster` of a cluster that CCP makes. */
export const ccpClusterPart = z.strictObject({
  platform: platformField('ccp'),
  connection: connectionField,
  ccp: ccpCluster,
});
