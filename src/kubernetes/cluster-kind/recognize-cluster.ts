import type { ClusterEvidence, ClusterKind } from './cluster-kind.ts';
import { kindSigns } from './kind-signs.ts';

/** The kind of a cluster, from what it shows of itself. Pure. */
export function recognizeCluster(evidence: ClusterEvidence): ClusterKind {
  for (const { id, title, signs } of kindSigns) {
    const found = signs(evidence);
    if (found.length > 0) return { id, title, evidence: found };
  }
  return { id: 'generic', title: 'Kubernetes', evidence: [] };
}
