import type { FilePlan } from '../../../cluster-proxy/files/plan-files.ts';
import { addressOfNode, type ClusterNode } from '../../../cluster-proxy/no-proxy/cluster-node.ts';
import type { NodeTarget } from '../../../cluster-proxy/ssh/node-session.ts';
import type { Installation } from '../../../installation/installation.ts';
import { canonicalJson, sha256 } from '../../../kubeflow/release/canonical-json.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { StepServices } from '../services.ts';
import type { NodeLogin } from './node-services.ts';

/** Where and as whom MLAnywhere logs in to a node of an installation. */
export function targetOfNode(
  node: ClusterNode,
  {
    installation: { spec },
    login: { own, made, sudoPassword, hostKeys },
    services: { nodes, outbound },
  }: {
    readonly installation: Installation;
    readonly login: NodeLogin;
    readonly services: Pick<StepServices, 'nodes' | 'outbound'>;
  },
): NodeTarget {
  const { name } = node.metadata;
  const address = addressOfNode(node);
  const { user = '' } = definitionOf(spec.cluster.platform).ssh?.of(spec.cluster) ?? {};
  return {
    node: name,
    ...(nodes.placeOf?.(name, address) ?? { host: address, port: 22 }),
    user,
    privateKeys: [own, made].flatMap((key) => (key === undefined ? [] : [key.privateKey])),
    sudoPassword,
    pinned: hostKeys[name],
    rules: outbound.rules,
  };
}

/** What is remembered of a node that has these files. */
export function digestOfFiles(plan: FilePlan): string {
  return sha256(canonicalJson(plan));
}
