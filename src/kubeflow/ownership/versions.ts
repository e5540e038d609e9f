import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { podTemplateOf } from '../plan/requirements/pod-template.ts';

/** Less than zero when `left` is older. Undefined when one of them is no version. */
export function compareVersions(left: string | undefined, right: string | undefined): number | undefined {
  const [one, other] = [parseVersion(left), parseVersion(right)];
  if (one === undefined || other === undefined) return undefined;
  const longest = Math.max(one.numbers.length, other.numbers.length);
  for (let place = 0; place < longest; place++) {
    const difference = (one.numbers[place] ?? 0) - (other.numbers[place] ?? 0);
    if (difference !== 0) return difference;
  }
  // 1.2.0-rc.1 comes before 1.2.0.
  return Number(other.isPreview) - Number(one.isPreview);
}

function parseVersion(text: string | undefined): { numbers: number[]; isPreview: boolean } | undefined {
  const found = /^v?(\d+(?:\.\d+)+)(-(?:alpha|beta|rc|pre|dev)\b.*)?/.exec(text ?? '');
  if (found?.[1] === undefined) return undefined;
  return { numbers: found[1].split('.').map(Number), isPreview: found[2] !== undefined };
}

/** The version that an object's own labels and annotations give. `controller-gen`'s is that of a tool, not of the software. */
export function markedVersion({ labels = {}, annotations = {} }: ObjectMetadata): string | undefined {
  const bundle = Object.entries(annotations).find(([name]) => name.endsWith('/bundle-version'))?.[1];
  const chart = /-(v?\d+\.\d+\.\d+\S*)$/.exec(labels['helm.sh/chart'] ?? labels['chart'] ?? '')?.[1];
  return [labels['app.kubernetes.io/version'], bundle, chart].find((text) => parseVersion(text) !== undefined);
}

/** Image references of a workload's containers, first things first. */
export function imagesOf(object: KubernetesObject): string[] {
  const template = podTemplateOf(object);
  return template?.spec.containers.flatMap(({ image }) => image ?? []) ?? [];
}

/** Whether the containers of two forms of a workload have different images. */
export function hasOtherImages(one: KubernetesObject, other: KubernetesObject): boolean {
  return !isDeepStrictEqual(imagesOf(one), imagesOf(other));
}

/** The last part of an image's name, `pilot` of `registry.example.com:5000/istio/pilot:1.26.3`: it stays when a project moves to another registry. */
export function imageName(image: string): string {
  return (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '');
}

/** `1.26.3` of `registry.example.com:5000/istio/pilot:1.26.3`; undefined for an image by digest alone. */
export function tagOf(image: string | undefined): string | undefined {
  return /:([^:/@]+)(?:@.*)?$/.exec(image?.replace(/@sha256:.*$/, '') ?? '')?.[1];
}
