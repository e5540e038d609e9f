import type { Accelerator } from '../accelerators.ts';

/** How an IDE is doing, as the cluster tells now. */
export type IdeState =
  { readonly state: 'absent' } | { readonly state: 'starting'; readonly reason: string } | { readonly state: 'ready' };

/** What an IDE is made with. */
export interface IdeWish {
  /** Claim of its home; the files are in it already. */
  readonly claim: string;
  readonly accelerator: Accelerator | undefined;
}

/** An IDE for a user in the user's namespace: a server with a browser's page that has the volume as its home. */
export interface Ide {
  /** As Kubeflow calls it. */
  readonly kind: 'Notebook' | 'Workspace';
  /** The image that it runs; the demo's other pods run it too, so that nodes pull it once. */
  readonly image: string;
  /** Where its home is in the container. */
  readonly home: string;
  /** Path of its page below the address of Kubeflow. */
  readonly path: string;
  /** Makes it where it is not there. */
  create(wish: IdeWish): Promise<void>;
  look(): Promise<IdeState>;
}
