import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import type { KubernetesObject, ObjectKey } from '../../kubernetes/objects/object.ts';
import type { ServedKind } from './served-kind.ts';

/** One Kubeflow version as a bundle: its components and their rendered objects. */
export interface Release {
  /** `kubeflow` or `sample`. */
  readonly name: string;
  /** For example `26.03.1`. */
  readonly version: string;
  /** `sha256:` and 64 hex digits, over the bytes of the bundle file. */
  readonly digest: string;
  /**
   * sha256 in hex over the object lines alone: what is applied to a cluster.
   * Titles, descriptions and packing do not count, so it stays when a sentence changes.
   */
  readonly objectsDigest: string;
  /** Absent where neither the bundle nor MLAnywhere knows. */
  readonly kubernetes?: KubernetesWindow | undefined;
  readonly components: readonly ReleaseComponent[];
  readonly objects: readonly ReleaseObject[];
}

/** A part of a release that a user can choose. */
export interface ReleaseComponent {
  /** Stable name, for example `pipelines`: the same part has the same name in every release. */
  readonly name: string;
  readonly title: string;
  /** What it is for, in one plain sentence. */
  readonly description: string;
  /** What users choose a component for. `platform` components are never chosen, only added as dependencies. */
  readonly purpose: 'platform' | 'login' | 'notebooks' | 'pipelines' | 'training' | 'serving' | 'registry' | 'data';
}

/** One object of a release, kept as text: most are never looked into, only sent. */
export interface ReleaseObject {
  readonly key: ObjectKey;
  readonly component: string;
  /** Canonical compact JSON of the object. */
  readonly json: string;
  /** sha256 of `json`, 64 hex digits. */
  readonly hash: string;
  /** For a CustomResourceDefinition: what it serves. Known without parsing it. */
  readonly serves?: ServedKind;
  /** The object, parsed at first use. Never changed in place. */
  readonly object: KubernetesObject;
}
