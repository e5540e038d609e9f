import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import type { Switches } from '../switches.ts';
import { workloadOf } from './pod.ts';

const policies: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  namespaced: false,
};
const bindings: ResourceType = {
  ...policies,
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
};
const pods: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

const name = 'unschedulable.sandbox.mlanywhere.dev';
/** A label that no simulated node has. */
const wantedLabel = 'sandbox.mlanywhere.dev/a-node-that-is-not-there';
/** Shows that the policy is in force, by a pod that is only tried. */
const probeLabel = 'sandbox.mlanywhere.dev/probe';
/** Characters of the hash behind a ReplicaSet's name, as in pod.ts. */
const hash = '[bcdfghjklmnpqrstvwxz2456789]+';

/**
 * Makes the pods of switched workloads ones that the real scheduler finds no
 * node for: an admission policy gives each new pod a node selector that no
 * node meets. The release's own objects stay as they are.
 */
export interface UnschedulablePods {
  /** Brings the cluster in line with the switches; resolves when it is. */
  readonly apply: () => Promise<void>;
}

export function createUnschedulablePods(client: KubernetesClient, switches: Switches): UnschedulablePods {
  // Unknown at first: a cluster that is started again may still have the policy of its last life.
  let shown: readonly string[] | undefined;
  let last: Promise<void> = Promise.resolve();

  async function bringInLine(): Promise<void> {
    const wanted = Object.entries(switches.settings.workloads)
      .filter(([, { trouble }]) => trouble === 'Unschedulable')
      .map(([workload]) => workload)
      .sort();
    if (wanted.join() === shown?.join()) return;
    const before = shown ?? [];
    const changed = new Set(
      [...wanted, ...before].filter((workload) => wanted.includes(workload) !== before.includes(workload)),
    );
    const removed = await Promise.all([client.delete(bindings, { name }), client.delete(policies, { name })]);
    if (removed.includes(true)) await untilProbeIs(client, 'untouched');
    if (wanted.length > 0) {
      await client.create(policies, policyFor(wanted));
      await client.create(bindings, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: bindings.kind,
        metadata: { name },
        spec: { policyName: name },
      });
      await untilProbeIs(client, 'changed');
    }
    shown = wanted;
    if (changed.size > 0) await replacePods(client, changed);
  }

  return {
    apply: () => (last = last.catch(() => undefined).then(bringInLine)),
  };
}

function policyFor(workloads: readonly string[]): KubernetesObject {
  const ofWorkloads = workloads.map((workload) => {
    const [namespace = '', owner = ''] = workload.split('/');
    const pattern = JSON.stringify(`^${owner.replaceAll('.', '[.]')}(-${hash})?$`);
    return `(request.namespace == ${JSON.stringify(namespace)} && object.metadata.?ownerReferences.orValue([]).exists(o, o.name.matches(${pattern})))`;
  });
  const probe = `(${JSON.stringify(probeLabel)} in object.metadata.?labels.orValue({}))`;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: policies.kind,
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
      },
      matchConditions: [{ name: 'workloads', expression: [probe, ...ofWorkloads].join(' || ') }],
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      // Not an apply configuration: it may not touch nodeSelector, which is an atomic map.
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: {
            expression: `[JSONPatch{op: "add", path: "/spec/nodeSelector", value: {${JSON.stringify(wantedLabel)}: "yes"}}]`,
          },
        },
      ],
    },
  };
}

/** The API server takes up a policy about a second after it was written. */
async function untilProbeIs(client: KubernetesClient, state: 'changed' | 'untouched'): Promise<void> {
  const probe = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'probe-', labels: { [probeLabel]: 'yes' } },
    spec: { containers: [{ name: 'probe', image: 'probe' }] },
  };
  for (let attempt = 0; attempt < 150; attempt++) {
    const answer = await client
      .request<{ spec: { nodeSelector?: Record<string, string> } }>(
        'POST',
        '/api/v1/namespaces/default/pods?dryRun=All',
        probe,
      )
      // The default ServiceAccount is made a moment after the cluster has started.
      .catch(() => undefined);
    if (answer !== undefined && (answer.spec.nodeSelector?.[wantedLabel] === 'yes') === (state === 'changed')) return;
    await pause(100);
  }
  throw new Error('the admission policy for unschedulable pods was not taken up');
}

/** Pods made before the change are deleted, so that their controllers make new ones under it. */
async function replacePods(client: KubernetesClient, workloads: ReadonlySet<string>): Promise<void> {
  const all = await client.list(pods);
  const affected = all.filter((pod) => workloads.has(workloadOf(pod)));
  await Promise.all(
    affected.map(({ metadata }) =>
      client.request('DELETE', `/api/v1/namespaces/${metadata.namespace ?? ''}/pods/${metadata.name}`, {
        gracePeriodSeconds: 0,
      }),
    ),
  );
}
