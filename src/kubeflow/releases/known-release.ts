import type { ReleaseKnowledge } from './release-knowledge.ts';

/** A release of Kubeflow that MLAnywhere knows to the byte, with all that is peculiar to it. */
export interface KnownRelease extends ReleasePins, ReleaseKnowledge {
  /** Images that this release alone has, without registry and path: by them an install of others is recognized. */
  readonly images: readonly string[];
}

/** Where a release comes from, and what it must be. */
export interface ReleasePins {
  /** Upstream's tag. */
  readonly version: string;
  /** Upstream's repository on GitHub at that time, `owner/name`. */
  readonly repository: string;
  /** The commit whose source is downloaded: a tag can be moved, a commit cannot. */
  readonly commit: string;
  /** Git's id of that commit's tree, where it is known. */
  readonly tree?: string;
  /**
   * sha256 over the bundle's object lines: what is applied to a cluster, and
   * nothing else. More than one where a file that upstream's source refers to
   * has been published in two forms.
   */
  readonly objects: readonly [string, ...string[]];
  /** In upstream's order. `digest` is sha256 over the component's own lines, so that a difference can be named. */
  readonly components: readonly KnownComponent[];
}

export interface KnownComponent {
  /** Folder in upstream's source. */
  readonly path: string;
  /** What its file is called in a folder of rendered components, besides the path with `_` for `/`. */
  readonly file?: string;
  /** The part of Kubeflow that its objects belong to, by the name in `kubeflowParts`. */
  readonly component: string;
  readonly objects: number;
  readonly digest: string;
}
