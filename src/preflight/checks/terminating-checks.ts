import { keyText, type KubernetesObject, type ObjectMetadata } from '../../kubernetes/objects/object.ts';
import type { Plan, PlannedObject } from '../../kubeflow/plan/plan.ts';
import { webhooksOf } from '../../kubeflow/plan/requirements/webhook.ts';
import { failed, passed, sayCommands, type Check, type CheckContext, type Finding } from '../check.ts';
import type { ClusterFacts } from '../cluster-facts.ts';
import { namespacesOf } from '../planned.ts';

/** Questions about what is on its way out of the cluster. */
export const terminatingChecks: readonly Check[] = [
  {
    id: 'terminating-namespaces',
    title: 'Namespaces that are being deleted',
    severity: 'blocks',
    why: 'Nothing can be created in a namespace that is being deleted.',
    todo: 'Wait, or remove what blocks the deletion.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const needed = namespacesOf(plan);
      const stuck = (await facts.namespaces()).filter(
        (one) => needed.has(one.metadata.name) && one.metadata.deletionTimestamp !== undefined,
      );
      if (stuck.length === 0) return passed('No namespace of this plan is being deleted.');
      const reasons = stuck.map((one) => `${one.metadata.name}: ${conditionsInWords(one)}`);
      const commands = (await Promise.all(stuck.map((one) => commandsFor(one, facts)))).flat();
      const evidence = `Being deleted: ${reasons.join(' ')}`;
      if (commands.length > 0)
        return failed(evidence, `If the software that blocks the deletion is gone, run: ${sayCommands(commands)}`);
      return failed(
        evidence,
        'Wait until they are gone. The remaining objects named above block the deletion: delete them, and remove their finalizers if the program that clears them is gone.',
      );
    },
  },
  {
    id: 'terminating-objects',
    title: 'Objects that are being deleted',
    severity: 'blocks',
    why: 'An object that is being deleted accepts changes and then disappears. A CRD also removes all objects of its kind.',
    todo: 'Wait, or remove the finalizers of programs that are gone.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const leaving = await findLeaving(facts, plan);
      if (leaving.length === 0) return passed('No definition and no object of this plan is being deleted.');
      return failed(
        `Being deleted: ${leaving.slice(0, shownAtMost).join('; ')}${leaving.length > shownAtMost ? `; and ${leaving.length - shownAtMost} more` : ''}.`,
        'Wait until they are gone. If they stay, the program that clears these finalizers is gone: remove the finalizers with `kubectl edit`.',
      );
    },
  },
];

const shownAtMost = 5;

interface Terminating extends KubernetesObject {
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

/** What a namespace says itself about why it is still there. */
function conditionsInWords(namespace: KubernetesObject): string {
  const told = ((namespace as Terminating).status?.conditions ?? []).filter(
    ({ status, message }) => status === 'True' && message !== undefined,
  );
  return told.length === 0
    ? 'its contents are still being deleted.'
    : told.map(({ message = '' }) => `${message.trim().replace(/\.$/, '')}.`).join(' ');
}

/** Commands for what a namespace names as holding it: webhooks that do not answer, and API groups that are down. */
async function commandsFor(namespace: KubernetesObject, facts: ClusterFacts): Promise<string[]> {
  const words = conditionsInWords(namespace);
  const called = new Set([...words.matchAll(/failed calling webhook "([^"]+)"/g)].map(([, name]) => name));
  const configurations =
    called.size === 0
      ? []
      : (await facts.webhookConfigurations()).filter((one) => webhooksOf(one).some(({ name }) => called.has(name)));
  const down = /DiscoveryFailed|unable to retrieve|discover/.test(words)
    ? (await facts.apiServices()).filter((one) => words.includes(`${one.spec?.group ?? ''}/${one.spec?.version ?? ''}`))
    : [];
  return [
    ...configurations.map(({ kind, metadata }) => `kubectl delete ${kind.toLowerCase()} ${metadata.name}`),
    ...down.map(({ metadata }) => `kubectl delete apiservice ${metadata.name}`),
  ];
}

async function findLeaving(facts: ClusterFacts, plan: Plan): Promise<string[]> {
  const leaving = (await facts.survey(plan)).found.filter(
    ({ planned, metadata }) => planned.key.kind !== 'Namespace' && metadata.deletionTimestamp !== undefined,
  );
  return Promise.all(leaving.map(({ planned, metadata }) => inWords(facts, planned, metadata)));
}

/** A definition waits for its objects: their finalizers are what holds it. */
async function inWords(facts: ClusterFacts, { key, serves }: PlannedObject, metadata: ObjectMetadata): Promise<string> {
  const { finalizers: own = [] } = metadata;
  if (serves === undefined) return `${keyText(key)}${own.length === 0 ? '' : ` (held by ${own.join(', ')})`}`;
  const objects = (
    await Promise.all(serves.versions.map((version) => facts.metadataOf({ ...serves, version })))
  ).flat();
  const held = [...new Set(objects.flatMap(({ finalizers = [] }) => finalizers))];
  return `${keyText(key)}${held.length === 0 ? '' : ` (its objects are held by ${held.join(', ')})`}`;
}
