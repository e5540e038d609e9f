import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { TakeWord } from '../../api/contract/take-words.ts';
import type { ControllerEffects } from '../plan/controller-effects.ts';
import type { Present, PresentObject } from '../present/read-present.ts';
import type { FoundKubeflow } from './found/found.ts';

/**
 * The order of a removal, with the reason for each place. Nothing of a stage is deleted before everything of the stages
 * before is gone.
 */
export const stages = {
  'dead-webhooks': 'Webhooks without a running program: until they are gone, they refuse other deletions',
  'user-objects': 'What users made, while the controllers run that clean up after it',
  profiles: 'What makes namespaces, with these namespaces',
  'custom-resources': 'Custom resources, before their controllers',
  webhooks: 'Webhooks, before the programs that answer them',
  workloads: 'Programs, with their pods',
  data: 'Data that you name',
  objects: 'Settings, services, Secrets and network policies',
  rights: 'Accounts, roles and bindings, after the programs that need them',
  definitions: 'Definitions of kinds, after their last object',
  traces: 'What programs of Kubeflow made themselves',
  namespaces: 'Namespaces, when nothing of others is in them',
} as const;
export type Stage = keyof typeof stages;

/** An object that goes. */
export interface RemovedObject extends PresentObject {
  readonly stage: Stage;
  /** A user made it. */
  readonly users?: true;
  /** Kubernetes deletes it with its owner; it is only waited for. */
  readonly follows?: true;
  /** Why it goes although no release has it. */
  readonly because?: string;
}

/** An object that stays, and why. */
export interface KeptObject extends PresentObject {
  readonly because: string;
  /** The word that removes it too. */
  readonly takenBy?: TakeWord;
}

/** An object that stays, and the finalizers that it loses. */
export interface ReleasedObject extends PresentObject {
  readonly finalizers: readonly string[];
}

/** A volume claim in a place of Kubeflow's. */
export interface ClaimOfKubeflow {
  readonly namespace: string;
  readonly name: string;
  /** For example `20Gi`. */
  readonly size: string | undefined;
  /** Programs of Kubeflow that mount it, for example `Deployment mysql`. */
  readonly usedBy: readonly string[];
  /** What becomes of the volume when the claim goes. */
  readonly reclaim: 'Delete' | 'Retain' | undefined;
  readonly goes: boolean;
  /** Objects that go and that own it: the claim is taken out of their ownership before, so that it stays. */
  readonly owners: readonly string[];
}

/** What an uninstall does to a cluster: the same answer for the same cluster and wish. */
export interface Removal {
  /** By stage. */
  readonly goes: readonly RemovedObject[];
  readonly keeps: readonly KeptObject[];
  readonly claims: readonly ClaimOfKubeflow[];
  /** Secrets that stay, each with the claims in its namespace whose data it opens. */
  readonly passwords: readonly (PresentObject & { readonly opens: readonly string[] })[];
  /** Objects that stay while the controller goes that set these finalizers: nothing could delete them any more with these. */
  readonly released: readonly ReleasedObject[];
  /** Kinds that the account may not list: what is of them is not known, so what would take it along stays. */
  readonly unseen: readonly string[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** What is asked for. */
export interface RemovalWish {
  /** Claims whose data goes: `namespace/claim`, or `namespace` for all in it. Others stay. */
  readonly data: readonly string[];
  /** Only what the installation no longer has: keys of the objects of its plan, which stay. */
  readonly planned?: ReadonlySet<string> | undefined;
}

/** A cluster and a wish. */
export interface RemovalCase {
  readonly installation: string;
  readonly present: Present;
  /** Whole objects by uid, of the kinds whose content decides. */
  readonly contents: ReadonlyMap<string, KubernetesObject>;
  /** `namespace/name` of Services with a ready endpoint. */
  readonly answering: ReadonlySet<string>;
  /** What controllers of the installed release make; undefined for an unknown release. */
  readonly effects: ControllerEffects | undefined;
  readonly wish: RemovalWish;
  /** Of a Kubeflow that MLAnywhere did not install; else its label tells what is of the installation. */
  readonly found?: FoundKubeflow | undefined;
}
