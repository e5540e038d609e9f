import { MlaError } from '../../errors/error.ts';
import type { ClusterKind } from './cluster-kind.ts';

/** Why Kubeflow cannot be installed on a kind of cluster; undefined where it can. */
export function refusalOf({ id, evidence }: Pick<ClusterKind, 'id' | 'evidence'>): MlaError | undefined {
  const recognized = evidence.join(', ');
  if (id === 'openshift') return new MlaError('platform.openShift', { recognized });
  if (id === 'gke-autopilot') return new MlaError('platform.autopilot', { recognized });
  if (id === 'eks-fargate') return new MlaError('platform.fargateOnly', { recognized });
  return undefined;
}
