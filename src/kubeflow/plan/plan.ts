import type { PatchId } from '../../installation/patch-ids.ts';
import type { FoundationId } from '../../installation/foundation.ts';
import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import type { ObjectKey, ResourceType } from '../../kubernetes/objects/object.ts';
import type { ExtensionProvider } from './foundation/mesh-config.ts';
import type { ServedKind } from '../release/served-kind.ts';

/**
 * What an install will do: each object with what must be there before it is
 * sent. Computed from the objects alone; the same input gives the same plan.
 */
export interface Plan {
  readonly release: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly kubernetes?: KubernetesWindow | undefined;
  };
  readonly components: readonly PlannedComponent[];
  readonly objects: readonly PlannedObject[];
  readonly gates: readonly Gate[];
  readonly totals: PlanTotals;
  /** What differs from the bundle, and why: render faults fixed, published secrets replaced, the user's choices. */
  readonly patches: readonly PatchNote[];
  /** The named patches that concern the chosen components: which are on, and why. */
  readonly switches: readonly PatchSwitch[];
  /** Software that the plan uses and does not send, because it is yours. */
  readonly foundation: readonly PlannedFoundation[];
  /** Webhooks that the API server cannot reach where NetworkPolicies are enforced. */
  readonly unreachableWebhooks: readonly UnreachableWebhook[];
  /** What the planner noticed and the user should know, for example a wait left out because it would be for itself. */
  readonly notes: readonly string[];
}

export interface PlannedComponent {
  readonly name: string;
  readonly title: string;
  /** Chosen by the user, or added as a dependency. */
  readonly chosen: boolean;
  /** Why the component was added, for example `pipelines needs the kinds of istio-crds (VirtualService)`. Empty when chosen. */
  readonly because: readonly string[];
  readonly objects: number;
  readonly workloads: number;
  /** What its own pods declare. */
  readonly requests: PlanTotals['requests'];
}

export interface PlannedObject {
  readonly key: ObjectKey;
  readonly component: string;
  readonly type: ResourceType;
  /** What is sent: JSON with patches, the labels of the installation and the hash annotation. */
  readonly body: string;
  /** sha256 of the object before label and annotation were added; written in the annotation to recognise it later. */
  readonly hash: string;
  /** For a CustomResourceDefinition: the kind that the API server will serve because of it. */
  readonly serves?: ServedKind;
  /** Positions in `Plan.objects` that the server must have acknowledged first. */
  readonly after: readonly number[];
  /** Ids of gates that must be open first. */
  readonly gates: readonly string[];
  /** Why: what it waits for in words, for example `the ClusterRoleBinding dex of its account`. */
  readonly reasons: readonly string[];
  /** 0 for what can be sent at once, else one more than the latest thing it waits for. For reading; the installer goes by `after` and `gates`. */
  readonly wave: number;
  /** Higher is sent earlier among those that may be sent: how long the chain is that waits for it. */
  readonly priority: number;
}

/** A condition in the cluster that must hold before something is sent. */
export type Gate = GateBase & GateCondition;

/** What is looked at to tell whether a gate is open. */
export type GateCondition =
  | {
      readonly kind: 'kind-discoverable';
      readonly apiVersion: string;
      readonly objectKind: string;
      readonly plural: string;
    }
  | {
      /**
       * The service has a ready endpoint, and every named webhook of the
       * configuration has a caBundle. The configuration may be a
       * CustomResourceDefinition: then its conversion is meant
       * (spec.conversion.webhook.clientConfig), and `webhooks` is empty.
       */
      readonly kind: 'webhook-ready';
      readonly service: { readonly namespace: string; readonly name: string };
      readonly configuration: ObjectKey;
      readonly webhooks: readonly string[];
    }
  | { readonly kind: 'namespace-active'; readonly namespace: string }
  | { readonly kind: 'secret-present'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'workload-available'; readonly workload: ObjectKey };

interface GateBase {
  /** Stable and readable, for example `webhook kubeflow/kserve-webhook-server-service`. */
  readonly id: string;
  /** The object or controller that opens it, in words: `CustomResourceDefinition profiles.kubeflow.org`, `Certificate kubeflow/katib-webhook-cert (cert-manager)`. */
  readonly openedBy: string;
  /** Positions in `Plan.objects` whose effect opens it. */
  readonly openers: readonly number[];
}

export interface PlanTotals {
  readonly objects: number;
  readonly customResourceDefinitions: number;
  readonly workloads: number;
  readonly pods: number;
  /** In pod templates. */
  readonly images: readonly string[];
  /** Found in arguments, environment, ConfigMaps and custom resources: pulled only at run time. */
  readonly hiddenImages: readonly string[];
  /** Sums of declared requests; `undeclared` counts workloads that declare none. */
  readonly requests: { readonly cpuMillicores: number; readonly memoryMiB: number; readonly undeclared: number };
  readonly claims: { readonly count: number; readonly gibibytes: number };
}

export interface PatchNote {
  /** The named patch that it is part of, where it can be switched. */
  readonly id?: PatchId;
  readonly object: ObjectKey;
  /** For example `dex password hash`. */
  readonly what: string;
  readonly why: string;
}

/** A named patch of a plan. */
export interface PatchSwitch {
  readonly id: PatchId;
  readonly title: string;
  readonly why: string;
  readonly on: boolean;
  /** Why it is on or off, a sentence. */
  readonly because: string;
  /** Whether it is on where the installation says nothing. */
  readonly advised: boolean;
  /** Whether the cluster decides it. */
  readonly forCluster: boolean;
  /** How many objects it changes. */
  readonly objects: number;
}

/** Software of yours that the plan uses, and what its objects need of it. */
export interface PlannedFoundation {
  readonly id: FoundationId;
  readonly title: string;
  /** How many objects of the release are not sent. */
  readonly leftOut: number;
  /** The version that the release would bring. */
  readonly version: string | undefined;
  /** Deployments that the release would bring. */
  readonly programs: readonly ObjectKey[];
  readonly kinds: readonly {
    /** Name of the CustomResourceDefinition. */
    readonly definition: string;
    readonly kind: string;
    readonly version: string;
    /** Names of components. */
    readonly neededBy: readonly string[];
  }[];
  /** Namespaces of the plan whose pods get a sidecar. */
  readonly meshedNamespaces: readonly string[];
  /** Extension providers that the mesh config must have. */
  readonly providers: readonly ExtensionProvider[];
}

/** A service behind webhooks, and what keeps the API server, which is no pod, from it. */
export interface UnreachableWebhook {
  readonly service: { readonly namespace: string; readonly name: string };
  /** Of the pods behind the service. */
  readonly port: number;
  /** Names of the NetworkPolicies that select these pods and do not admit the API server. */
  readonly policies: readonly string[];
  /** Configurations of webhooks and definitions with conversions, by `keyText`. */
  readonly asks: readonly string[];
}
