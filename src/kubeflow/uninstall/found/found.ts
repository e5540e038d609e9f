/** How much of a release a cluster has. */
export interface ReleaseMatch {
  readonly release: { readonly name: string; readonly version: string };
  /** Objects as the release has them. */
  readonly equal: number;
  /** Objects that the release has otherwise. */
  readonly different: number;
  readonly absent: number;
}

/** An object of the cluster that the release has too. */
export interface FoundObject {
  readonly component: string;
  /** Of software that Kubeflow uses and others can use too, such as cert-manager. */
  readonly isBasis: boolean;
  /** The first field that is not as the release has it. */
  readonly difference?: string;
}

/** A Kubeflow that MLAnywhere did not install. Only what is as the release has it goes without a word. */
export interface FoundKubeflow extends ReleaseMatch {
  /** By uid. */
  readonly objects: ReadonlyMap<string, FoundObject>;
  /** The other releases that were compared. */
  readonly others: readonly ReleaseMatch[];
  /** What a person wants removed too: words of `takeWords`, and objects as `Kind namespace/name`. */
  readonly take: ReadonlySet<string>;
}
