import { MlaError } from '../../../errors/error.ts';
import { listNoProxy, type NoProxyEntry } from '../../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { Installation } from '../../../installation/installation.ts';
import type { CcpCluster } from '../definition/cluster.ts';
import { countWorkers, listWorkerGroups, type WorkerGroup } from '../../../installation/worker-groups.ts';
import { readImageName } from '../definition/image-name.ts';
import { parseSshPublicKey } from './ssh-key.ts';

/** The platform's ids for the names in an installation. */
export interface ResolvedNames {
  readonly providerId: string;
  readonly subnetId: string;
  readonly subnetCidr: string | undefined;
  /** For the list of what goes around the proxy. */
  readonly ccpHost: string;
}

/**
 * The body of `POST /v3/clusters/`: what is shown before is what is sent. What
 * is not set is left out, since CCP refuses nulls.
 * @throws ccp.imageUnknown, ccp.badSshKey
 */
export function buildClusterOrder(given: {
  installation: Installation;
  ccp: CcpCluster;
  owner: string;
  names: ResolvedNames;
}): Record<string, unknown> {
  const { installation, ccp, owner, names } = given;
  const shared = readNodeShare(ccp);
  const { controlPlane } = ccp;
  return {
    type: 'vsphere',
    name: installation.metadata.name,
    // Identifies the cluster as ours, also after a crash.
    description: owner,
    provider: names.providerId,
    kubernetes_version: shared.kubernetes_version,
    ip_allocation_method: 'ccpnet',
    subnet_id: names.subnetId,
    load_balancer_num: ccp.loadBalancers,
    aws_iam_enabled: false,
    vsphere_infra: {
      datacenter: ccp.datacenter,
      cluster: ccp.cluster,
      datastore: ccp.datastore,
      networks: [ccp.network],
      resource_pool: ccp.resourcePool,
    },
    network_plugin_profile: { name: 'calico', details: { pod_cidr: ccp.podCidr } },
    master_group: {
      name: 'master-group',
      size: controlPlane.count,
      vcpus: controlPlane.vcpus,
      memory_mb: controlPlane.memoryGiB * 1024,
      gpus: [],
      ...shared,
    },
    node_groups: listWorkerGroups(ccp)
      .filter(({ count }) => count > 0)
      .map((group) => buildNodeGroup(group, ccp)),
    ntp_pools: ccp.ntpPools,
    ntp_servers: ccp.ntpServers,
    root_ca_registries: ccp.rootCaRegistries,
    insecure_registries: ccp.insecureRegistries,
    ...proxyFields(installation, ccp, names),
  };
}

/** A group of workers as the order has it, and as `POST /v3/clusters/{id}/node-groups/` takes it. @throws ccp.imageUnknown, ccp.badSshKey */
export function buildNodeGroup(
  { name, count, vcpus, memoryGiB, gpu }: WorkerGroup,
  ccp: CcpCluster,
): Record<string, unknown> {
  return {
    name,
    size: count,
    vcpus,
    memory_mb: memoryGiB * 1024,
    gpus: gpu === null ? [] : [{ type: gpu.type, count: gpu.count }],
    ...readNodeShare(ccp),
  };
}

/** Settings of all nodes. */
function readNodeShare(ccp: CcpCluster) {
  const image = readImageName(ccp.image);
  if (image === undefined) throw new MlaError('ccp.imageUnknown', { image: ccp.image });
  return {
    template: ccp.image,
    kubernetes_version: image.kubernetesVersion,
    ssh_user: ccp.sshUser,
    ssh_key: parseSshPublicKey(ccp.sshKey).text,
  };
}

/** Addresses that the cluster takes from its pool. */
export function addressesNeeded(ccp: CcpCluster): number {
  return 1 + ccp.loadBalancers + ccp.controlPlane.count + countWorkers(ccp);
}

function proxyFields(
  { spec: { proxy } }: Installation,
  ccp: CcpCluster,
  names: ResolvedNames,
): Record<string, unknown> {
  if (proxy === undefined || (proxy.http === undefined && proxy.https === undefined)) return { docker_no_proxy: [] };
  return {
    ...(proxy.http === undefined ? {} : { docker_http_proxy: proxy.http }),
    ...(proxy.https === undefined ? {} : { docker_https_proxy: proxy.https }),
    docker_no_proxy: listCcpNoProxy(proxy.noProxy, ccp, names).map(({ entry }) => entry),
  };
}

/** CCP makes its clusters with kubeadm's default service network. */
export const ccpServiceNetwork = '10.96.0.0/12';

/** What the nodes reach without the proxy. The API server gets its address from the VIP pool, so the nodes' network has it. */
export function listCcpNoProxy(wanted: readonly string[], ccp: CcpCluster, names: ResolvedNames): NoProxyEntry[] {
  return listNoProxy({
    wanted,
    podNetworks: [ccp.podCidr],
    serviceNetworks: [ccpServiceNetwork],
    nodeNetworks: names.subnetCidr === undefined ? [] : [names.subnetCidr],
    platform: { host: names.ccpHost, title: 'CCP itself' },
    registries: [...ccp.insecureRegistries, ...ccp.rootCaRegistries],
  });
}
