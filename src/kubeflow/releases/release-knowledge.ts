import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import type { NamedPatch } from '../patches/named-patch.ts';
import type { ControllerEffects } from '../plan/controller-effects.ts';

/** What no object of a release says, and a plan of it needs. */
export interface ReleaseKnowledge {
  /** The Kubernetes versions that upstream made it for. */
  readonly kubernetes: KubernetesWindow;
  /** What is wrong in this release's objects, on every cluster. */
  readonly patches: readonly NamedPatch[];
  /** What its controllers make once they run. */
  readonly effects: ControllerEffects;
  /** Images that exist for amd64 only, by a part of their names. */
  readonly amd64Only: readonly RegExp[];
}
