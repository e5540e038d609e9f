import { keyText, type KubernetesObject, type ObjectKey, type ResourceType } from '../../kubernetes/objects/object.ts';
import type { ServedKind } from '../release/served-kind.ts';
import {
  type ControllerEffects,
  effectOf,
  injectionOf,
  labelsInConfig,
  type Effect,
  type WorkloadName,
} from './controller-effects.ts';
import { selects, type Labels } from './requirements/label-selector.ts';
import { splitMetadata } from './object-text.ts';
import { neededBy, podTemplateOf, type PodTemplate } from './requirements/pod-template.ts';
import { ResourceTypes } from './requirements/resource-types.ts';
import { webhooksOf, type Webhook } from './requirements/webhook.ts';

/** An object that is planned for, after patches. */
export interface Item {
  readonly key: ObjectKey;
  readonly component: string;
  readonly json: string;
  readonly hash: string;
  readonly serves: ServedKind | undefined;
  /** Parsed at first use; definitions of kinds never need to be. */
  readonly object: KubernetesObject;
}

export interface Workload {
  readonly item: Item;
  readonly template: PodTemplate;
}

/** A namespace by name: what it is labelled with, and the object that brings it about. */
export interface NamespaceOrigin {
  readonly labels: Labels;
  /** The Namespace itself, or the object a controller makes it from; undefined when the cluster has it already. */
  readonly item: Item | undefined;
  readonly effect: Effect | undefined;
}

/** Namespaces every cluster has. */
const givenNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** The objects of a plan, found by what they are and what they do. */
export class Inventory {
  readonly items: readonly Item[];
  readonly types: ResourceTypes;
  readonly workloads: readonly Workload[];
  readonly webhooks: readonly { readonly item: Item; readonly webhook: Webhook }[];
  readonly effects: readonly { readonly item: Item; readonly effect: Effect }[];
  readonly #byKey: ReadonlyMap<string, Item>;
  readonly #workloadOf: ReadonlyMap<Item, Workload>;
  readonly #namespaces: ReadonlyMap<string, NamespaceOrigin>;
  readonly #types = new Map<Item, ResourceType>();

  /** The controllers' table of the release. */
  readonly controllers: ControllerEffects;

  /** `types` where the cluster serves kinds that no item brings. */
  constructor(
    items: readonly Item[],
    controllers: ControllerEffects,
    types = new ResourceTypes(items.flatMap((item) => item.serves ?? [])),
  ) {
    this.items = items;
    this.controllers = controllers;
    this.types = types;
    this.#byKey = new Map(items.map((item) => [keyText(item.key), item]));
    const parsed = items.filter((item) => item.serves === undefined);
    this.workloads = parsed.flatMap((item) => {
      const template = podTemplateOf(item.object);
      return template === undefined ? [] : { item, template };
    });
    this.#workloadOf = new Map(this.workloads.map((workload) => [workload.item, workload]));
    this.webhooks = parsed.flatMap((item) => webhooksOf(item.object).map((webhook) => ({ item, webhook })));
    this.effects = parsed.flatMap((item) => {
      const effect = effectOf(item.object, controllers);
      return effect === undefined ? [] : { item, effect };
    });
    this.#namespaces = this.#readNamespaces();
  }

  find(key: ObjectKey): Item | undefined {
    return this.#byKey.get(keyText(key));
  }

  findWorkload(name: WorkloadName): Item | undefined {
    return this.find({ apiVersion: 'apps/v1', ...name });
  }

  workloadOf(item: Item): Workload | undefined {
    return this.#workloadOf.get(item);
  }

  typeOf(item: Item): ResourceType {
    const type = this.#types.get(item) ?? this.types.typeOf(item.key);
    this.#types.set(item, type);
    return type;
  }

  /** Undefined for a namespace that nothing here brings about. */
  namespace(name: string): NamespaceOrigin | undefined {
    return this.#namespaces.get(name);
  }

  /** The workloads whose pods answer for a service. */
  behind(service: { namespace: string; name: string }): Item[] {
    const item = this.find({ apiVersion: 'v1', kind: 'Service', ...service });
    const selector = (item?.object['spec'] as { selector?: Record<string, string> } | undefined)?.selector;
    if (selector === undefined || Object.keys(selector).length === 0) return [];
    return this.workloads
      .filter(
        ({ item: workload, template }) =>
          workload.key.namespace === service.namespace && selects({ matchLabels: selector }, template.labels),
      )
      .map((workload) => workload.item);
  }

  /** Who fills the CA bundle of an object, and from which certificate. */
  injectorOf(item: Item): { by: Item | undefined; certificate: Item | undefined } | undefined {
    const injection = injectionOf(splitMetadata(item.json).metadata.annotations ?? {}, this.controllers);
    if (injection === undefined) return undefined;
    const certificate = injection.certificate === undefined ? undefined : this.find(injection.certificate);
    return { by: this.findWorkload(injection.by), certificate };
  }

  #readNamespaces(): Map<string, NamespaceOrigin> {
    const found = new Map<string, NamespaceOrigin>();
    for (const name of givenNamespaces)
      found.set(name, { labels: nameLabel(name), item: undefined, effect: undefined });
    for (const { item, effect } of this.effects) {
      if (effect.kind !== 'Namespace') continue;
      const labels = { ...nameLabel(effect.name), ...effect.labels, ...this.#configuredLabels(effect.by) };
      found.set(effect.name, { labels, item, effect });
    }
    for (const item of this.items) {
      if (item.key.kind !== 'Namespace') continue;
      const labels = { ...nameLabel(item.key.name), ...item.object.metadata.labels };
      found.set(item.key.name, { labels, item, effect: undefined });
    }
    return found;
  }

  /** The labels a controller is configured to give the namespaces it makes. */
  #configuredLabels(controller: WorkloadName): Labels {
    const item = this.findWorkload(controller);
    const workload = item === undefined ? undefined : this.workloadOf(item);
    if (workload === undefined) return {};
    const configurations = neededBy(workload.template)
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ kind, name }) => this.find({ apiVersion: 'v1', kind, namespace: controller.namespace, name }));
    const texts = configurations.map(
      (found) => (found?.object['data'] as Record<string, string> | undefined)?.['namespace-labels.yaml'] ?? '',
    );
    return labelsInConfig(texts.join('\n'));
  }
}

/** The label the API server itself puts on every namespace. */
function nameLabel(name: string): Labels {
  return { 'kubernetes.io/metadata.name': name };
}
