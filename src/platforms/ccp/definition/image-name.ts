/**
 * Name of a CCP tenant image, with or without folder, prefix and suffix:
 * `[prefix-]ccp-tenant-image-<Kubernetes>-ubuntu<NN>-<CCP>[-suffix]`. Where a
 * build hash replaces the release of CCP, none is read: a release has dots.
 */
const tenantImage = /ccp-tenant-image-(\d+\.\d+\.\d+)-ubuntu\d+(?:-(\d+(?:\.\d+)+)(?=$|[-_.]))?/;

export interface TenantImage {
  readonly name: string;
  /** For example `1.17.6`. */
  readonly kubernetesVersion: string;
  /** Release of CCP that it was made for, when the name tells. */
  readonly ccpVersion?: string;
}

/** What the name of a VM template tells, or undefined when it is no CCP tenant image. */
export function readImageName(name: string): TenantImage | undefined {
  const match = tenantImage.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { name, kubernetesVersion: match[1], ...(match[2] === undefined ? {} : { ccpVersion: match[2] }) };
}

/** Newest first: by Kubernetes version, then by CCP release. */
export function compareImages(left: TenantImage, right: TenantImage): number {
  return (
    compareVersions(right.kubernetesVersion, left.kubernetesVersion) ||
    compareVersions(right.ccpVersion ?? '0', left.ccpVersion ?? '0')
  );
}

/** Negative when `left` is the older one. */
function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index += 1) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
