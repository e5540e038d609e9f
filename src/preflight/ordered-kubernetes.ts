import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import { fitOf, type KubernetesWindow } from '../installation/kubernetes-window.ts';
import { definitionOf, type PlatformId } from '../platforms/unions.ts';

/** A release, as far as it matters for what a cluster must be. */
export interface ReleaseNeeds {
  readonly name: string;
  readonly version: string;
  readonly kubernetes?: KubernetesWindow | undefined;
}

/** The image that a platform makes a cluster from. */
export interface OrderedImage {
  readonly platform: PlatformId;
  readonly image: string;
}

/** The image that a cluster is ordered with, where one is. */
export function orderedImage({ spec: { cluster } }: Pick<Installation, 'spec'>): OrderedImage | undefined {
  const image = definitionOf(cluster.platform).image?.of(cluster);
  return image === undefined ? undefined : { platform: cluster.platform, image };
}

/**
 * Whether the release fits a cluster that has still to be ordered: the name of
 * the image tells its Kubernetes version, so nobody has to wait for machines to
 * learn that they are no use. Throws preflight.kubernetesTooOld.
 */
export function refuseOldImage(order: OrderedImage | undefined, { name, version, kubernetes }: ReleaseNeeds): void {
  const images = order === undefined ? undefined : definitionOf(order.platform).image;
  if (order === undefined || images === undefined || kubernetes === undefined) return;
  const { image } = order;
  const ordered = images.kubernetesVersion(image);
  if (ordered === undefined || fitOf(ordered, kubernetes) !== 'too-old') return;
  throw new MlaError('preflight.kubernetesTooOld', {
    image,
    ordered,
    release: `${name} ${version}`,
    lowest: kubernetes.lowest,
    because: images.whyTooOld,
  });
}
