/** The Kubernetes versions that a release is made for: minor versions, `1.34`. Below the lowest parts of the API are missing; above the highest nobody has tried. */
export interface KubernetesWindow {
  readonly lowest: string;
  readonly highest: string;
}

/** How a version stands to a window. */
export type KubernetesFit = 'fits' | 'too-old' | 'newer' | 'unknown';

/**
 * What upstream says of its releases, by the beginning of their versions; a
 * bundle may carry its own. Source for 26.03: its page asks for 1.34 (its
 * announcement for 1.35), and its CI runs 1.36.1.
 */
const knownWindows: readonly (readonly [name: string, version: RegExp, window: KubernetesWindow])[] = [
  ['kubeflow', /^26\.03(\.|$)/, { lowest: '1.34', highest: '1.36' }],
  ['sample', /^1\./, { lowest: '1.34', highest: '1.36' }],
];

/** Undefined for a release that nobody here knows. */
export function knownWindow(name: string, version: string): KubernetesWindow | undefined {
  return knownWindows.find(([knownName, pattern]) => knownName === name && pattern.test(version))?.[2];
}

/** The oldest Kubernetes that any known release of Kubeflow takes. */
export function oldestUseful(): string {
  return knownWindows.map(([, , { lowest }]) => lowest).sort(compareMinors)[0] ?? '1.0';
}

/** `v1.36.3`, `1.17.6`, `v1.35.2-gke.1`: where its minor version stands. */
export function fitOf(version: string, window: KubernetesWindow): KubernetesFit {
  const minor = /^v?(\d+\.\d+)(\.|$)/.exec(version)?.[1];
  // 0.0 and 2.0 are not versions of Kubernetes that anybody has: a build of one's own, or something else that answers.
  if (minor === undefined || !minor.startsWith('1.')) return 'unknown';
  if (compareMinors(minor, window.lowest) < 0) return 'too-old';
  return compareMinors(minor, window.highest) > 0 ? 'newer' : 'fits';
}

/** Negative when `left` is the older one. */
function compareMinors(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
