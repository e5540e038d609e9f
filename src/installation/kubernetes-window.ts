/** The Kubernetes versions that a release is made for: minor versions, `1.34`. Below the lowest parts of the API are missing; above the highest nobody has tried. */
export interface KubernetesWindow {
  readonly lowest: string;
  readonly highest: string;
}

/** How a version stands to a window. */
export type KubernetesFit = 'fits' | 'too-old' | 'newer' | 'unknown';

/** The oldest Kubernetes that any known release of Kubeflow takes. A test holds it equal to the releases' own. */
export const oldestUseful = '1.34';

/** `v1.36.3`, `1.17.6`, `v1.35.2-gke.1`: where its minor version stands. */
export function fitOf(version: string, window: KubernetesWindow): KubernetesFit {
  const minor = /^v?(\d+\.\d+)(\.|$)/.exec(version)?.[1];
  // 0.0 and 2.0 are not versions of Kubernetes that anybody has: a build of one's own, or something else that answers.
  if (minor === undefined || !minor.startsWith('1.')) return 'unknown';
  if (compareMinors(minor, window.lowest) < 0) return 'too-old';
  return compareMinors(minor, window.highest) > 0 ? 'newer' : 'fits';
}

/** Of minor versions: negative when `left` is the older one. */
export function compareMinors(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
