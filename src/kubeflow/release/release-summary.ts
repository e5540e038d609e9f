import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import { isVerified } from '../releases/is-verified.ts';
import type { Release } from './release.ts';

/** A release as a list shows it: plain data. */
export interface ReleaseSummary {
  name: string;
  version: string;
  digest: string;
  /** The Kubernetes versions it is made for, where that is known. */
  kubernetes?: KubernetesWindow;
  /** The address or path it came from, in words. */
  source: string;
  objects: number;
  components: ComponentSummary[];
  /** Whether its objects are the ones that MLAnywhere knows of this version of Kubeflow. */
  verified: boolean;
  /** Size of the bundle. */
  bytes: number;
}

/** A component with how many objects it has. */
export interface ComponentSummary {
  name: string;
  title: string;
  description: string;
  purpose: string;
  objects: number;
}

/** A release in numbers and names. */
export function summarize(release: Release, from: { source: string; bytes: number }): ReleaseSummary {
  const { name, version, digest, kubernetes, objects, components } = release;
  return {
    name,
    version,
    digest,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    source: from.source,
    objects: objects.length,
    components: components.map((component) => ({
      ...component,
      objects: objects.filter((object) => object.component === component.name).length,
    })),
    verified: isVerified(release),
    bytes: from.bytes,
  };
}
