import { z } from 'zod';
import { resourceName } from '../../../installation/resource-name.ts';
import { furtherGroups, nodeSize, workers } from '../../../installation/worker-groups.ts';

const controlPlane = z.strictObject({ count: z.union([z.literal(1), z.literal(3)]).default(1), ...nodeSize });

/** The control plane of a cluster of which nothing else is said. */
export const defaultControlPlane = controlPlane.parse({});

/** Every choice of the original's form, by the names CCP's users know, and the sizes it kept fixed. */
export const ccpCluster = z.strictObject({
  provider: z.string().min(1).default('vsphere'),
  datacenter: z.string().min(1),
  cluster: z.string().min(1),
  resourcePool: z.string().default(''),
  network: z.string().min(1),
  datastore: z.string().min(1),
  /** VM template; the Kubernetes version is read from its name. */
  image: z.string().min(1),
  /** Name of the subnet that addresses are taken from (CCP's users say VIP pool). */
  vipPool: z.string().min(1),
  /** OpenSSH public key, put on each node. */
  sshKey: z.string().min(1),
  sshUser: z.string().min(1).default('ccpuser'),
  podCidr: z.string().default('192.168.0.0/16'),
  loadBalancers: z.int().min(1).max(100).default(1),
  ntpServers: z.array(z.string()).default([]),
  ntpPools: z.array(z.string()).default([]),
  insecureRegistries: z.array(z.string()).default([]),
  rootCaRegistries: z.array(z.string()).default([]),
  workers: workers.prefault({}),
  /** Absent in what was stored before there were such groups. `master-group` is CCP's own. */
  moreWorkers: furtherGroups(['master-group']).optional(),
  controlPlane: controlPlane.prefault({}),
});
export type CcpCluster = z.infer<typeof ccpCluster>;

/** `spec.cluster` of a cluster that CCP makes. */
export const ccpClusterPart = z.strictObject({
  platform: z.literal('ccp'),
  connection: resourceName,
  ccp: ccpCluster,
});
