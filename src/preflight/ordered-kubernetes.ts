import { MlaError } from '../errors/error.ts';
import { readImageName } from '../installation/ccp-image-name.ts';
import type { Installation } from '../installation/installation.ts';
import { fitOf, type KubernetesWindow } from '../installation/kubernetes-window.ts';

/** A release, as far as it matters for what a cluster must be. */
export interface ReleaseNeeds {
  readonly name: string;
  readonly version: string;
  readonly kubernetes?: KubernetesWindow | undefined;
}

/** The image that a cluster is ordered with, where one is. */
export function orderedImage({ spec: { cluster } }: Pick<Installation, 'spec'>): string | undefined {
  return cluster.platform === 'ccp' ? cluster.ccp.image : undefined;
}

/**
 * Whether the release fits a cluster that has still to be ordered: the name of
 * the image tells its Kubernetes version, so nobody has to wait for machines to
 * learn that they are no use. Throws MLA-PREFLIGHT-002.
 */
export function refuseOldImage(image: string | undefined, { name, version, kubernetes }: ReleaseNeeds): void {
  const ordered = image === undefined ? undefined : readImageName(image)?.kubernetesVersion;
  if (
    ordered === undefined ||
    image === undefined ||
    kubernetes === undefined ||
    fitOf(ordered, kubernetes) !== 'too-old'
  )
    return;
  throw new MlaError('MLA-PREFLIGHT-002', { image, ordered, release: `${name} ${version}`, lowest: kubernetes.lowest });
}
