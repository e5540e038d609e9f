/** A release of Kubeflow that MLAnywhere knows to the byte. */
export interface KnownRelease {
  /** Upstream's tag. */
  readonly version: string;
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
  /** The component of the catalogue that its objects belong to. */
  readonly component: string;
  readonly objects: number;
  readonly digest: string;
}
