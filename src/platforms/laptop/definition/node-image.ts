import type { ClusterPart, PlatformDefinition } from '../../definition.ts';

type ImagePart<Cluster extends ClusterPart> = NonNullable<PlatformDefinition<Cluster>['image']>;

/** The image of the nodes, whose tag names the Kubernetes version: `kindest/node:v1.36.4`, `rancher/k3s:v1.36.4-k3s1`. */
export function laptopImage<Cluster extends ClusterPart>(of: ImagePart<Cluster>['of']): ImagePart<Cluster> {
  return {
    of,
    kubernetesVersion: (image) => /:v?(\d+\.\d+\.\d+)(?:[-@]|$)/.exec(image)?.[1],
    whyTooOld: 'The image was chosen in the installation.',
  };
}
