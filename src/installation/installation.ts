import { z } from 'zod';
import { refusePrivateKey } from './refuse-private-key.ts';
import { refuseUnbuilt } from './refuse-unbuilt.ts';
import { resourceName } from './resource-name.ts';
import { moreWorkers, nodeSize, workers } from './worker-groups.ts';

export const platformIds = ['ccp', 'existing', 'sandbox'] as const;
/** Where clusters come from. */
export type PlatformId = (typeof platformIds)[number];

const controlPlane = z.strictObject({ count: z.union([z.literal(1), z.literal(3)]).default(1), ...nodeSize });

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
  /** Absent in what was stored before there were such groups. */
  moreWorkers: moreWorkers.optional(),
  controlPlane: controlPlane.prefault({}),
});
export type CcpCluster = z.infer<typeof ccpCluster>;

/** A rehearsal: a real control plane on this machine, nodes and Kubeflow's own controllers simulated. */
const sandboxCluster = z.strictObject({ workers: workers.prefault({}), moreWorkers: moreWorkers.optional() });

const existingCluster = z.strictObject({
  /** Context of the connection's kubeconfig; its current one when left out. */
  context: z.string().optional(),
});

const cluster = z.discriminatedUnion('platform', [
  z.strictObject({ platform: z.literal('ccp'), connection: resourceName, ccp: ccpCluster }),
  z.strictObject({ platform: z.literal('existing'), connection: resourceName, existing: existingCluster.prefault({}) }),
  z.strictObject({ platform: z.literal('sandbox'), sandbox: sandboxCluster.prefault({}) }),
]);

/** What is in an installation is shown to everybody who may see it: no passwords in here. */
const proxyAddress = z.url({ abort: true }).refine((text) => new URL(text).password === '', 'must not hold a password');

const proxy = z.strictObject({
  http: proxyAddress.optional(),
  https: proxyAddress.optional(),
  noProxy: z.array(z.string().min(1)).default([]),
});

const kubeflow = z.strictObject({
  /** A version, or `practice`; `26.03.1@sha256:…` pins the bundle. */
  release: z.string().min(1).default('26.03.1'),
  components: z.union([z.literal('all'), z.array(z.string().min(1)).min(1)]).default('all'),
  user: z.strictObject({ email: z.email().default('user@example.com') }).prefault({}),
  /**
   * What of other owners may be changed: `istio` or another piece of software
   * that is on the cluster already, `installation:NAME` for another
   * installation of MLAnywhere. Nothing when left out.
   */
  takeOver: z.array(z.string().min(1)).optional(),
  /** `loadBalancer` is what a later version may do; see `refuseUnbuilt`. */
  access: z.strictObject({ expose: z.enum(['clusterIP', 'loadBalancer']).default('clusterIP') }).prefault({}),
});

/** An installation as it was once saved, also one with a wish that is refused today. */
export const savedInstallation = z.strictObject({
  apiVersion: z.literal('mlanywhere.dev/v1alpha1'),
  kind: z.literal('Installation'),
  metadata: z.strictObject({ name: resourceName }),
  spec: z.strictObject({
    cluster,
    proxy: proxy.optional(),
    /** Null makes the cluster only. */
    kubeflow: kubeflow.nullable().prefault({}),
  }),
});

/** What a user wants: a cluster and Kubeflow on it. The one schema behind YAML, form, flags and API. */
export const installationSchema = savedInstallation.superRefine(refuseUnbuilt).superRefine(refusePrivateKey);

/** An installation with every default filled in. */
export type Installation = z.infer<typeof installationSchema>;
/** An installation as a user writes it: what has a default may be left out. */
export type InstallationInput = z.input<typeof installationSchema>;
