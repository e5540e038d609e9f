import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import { sampleKnowledge } from '../sample/sample-knowledge.ts';
import type { Release } from '../release/release.ts';
import { findKnownRelease, knownReleases } from './known-releases.ts';
import type { ReleaseKnowledge } from './release-knowledge.ts';

/** A release by name and version. */
type ReleaseName = Pick<Release, 'name' | 'version'>;

/** What MLAnywhere knows of exactly this release; undefined for all others. */
export function exactKnowledgeOf({ name, version }: ReleaseName): ReleaseKnowledge | undefined {
  if (name === 'sample') return sampleKnowledge;
  return name === 'kubeflow' ? findKnownRelease(version) : undefined;
}

/** What a plan of this release goes by. For a release that is not known, that is the newest known one of Kubeflow: the nearest guess. */
export function knowledgeOf(release: ReleaseName): ReleaseKnowledge {
  return exactKnowledgeOf(release) ?? knownReleases[0];
}

/** The Kubernetes versions that a release is made for. A patch release takes those of its series: 26.03.7 those of 26.03. Undefined where neither is known. */
export function windowOf({ name, version }: ReleaseName): KubernetesWindow | undefined {
  const [series] = /^\d+\.\d+(?=\.|$)/.exec(version) ?? [];
  const known = exactKnowledgeOf({ name, version });
  return (known ?? (series === undefined ? undefined : exactKnowledgeOf({ name, version: series })))?.kubernetes;
}
