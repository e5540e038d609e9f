import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { goesWithLabel, opensAnnotation } from '../plan/marks.ts';
import { untilAnswered } from '../install/gates/until-answered.ts';
import { patchPresent } from '../present/patch-present.ts';
import { kindName, type Present } from '../present/read-present.ts';
import { isDefinition } from './judge/cluster-index.ts';
import { sayPresent } from './judge/find-traces.ts';
import { releaseFinalizers } from './kept-finalizers.ts';
import { findNamed, takeFinalizers } from './named-finalizers.ts';
import { readRemoval, type RemovalRequest } from './read-removal.ts';
import type { RemovalNews } from './removal-news.ts';
import { defaultRemovalLimits, removeStage, type RemovalLimits } from './remove-stage.ts';
import { stages, type Removal, type RemovedObject, type Stage } from './removal.ts';

export interface UninstallRequest extends RemovalRequest {
  /** Objects whose finalizers a person wants taken away, as `Kind namespace/name`. */
  readonly finalizers: readonly string[];
  /** The command that continues where a stuck run stopped. */
  readonly again: string;
  readonly limits?: RemovalLimits;
  readonly now: () => Date;
  readonly tell: (news: RemovalNews) => void;
}

/** How often a whole removal may find something new: what programs made again while they still ran. */
const mostRounds = 6;

/**
 * Removes Kubeflow from a cluster, stage by stage, and looks at the whole cluster again until nothing is left. Finds what
 * an earlier attempt left. Returns what stays.
 * @throws `uninstall.stuck`
 */
export async function removeKubeflow(request: UninstallRequest): Promise<Removal> {
  for (let round = 1; ; round += 1) {
    const { removal, present } = await patiently(request, async () => readRemoval(request));
    if (round === 1) request.tell({ type: 'judged', removal });
    const stopped = await patiently(request, async () => stopDeadConversions(request, { removal, present }));
    if (removal.goes.length === 0 && !stopped) {
      await patiently(request, async () => releaseKept(request, removal));
      return removal;
    }
    if (round > mostRounds) throw madeAgain(request, removal);
    if (!stopped) await removeAll(request, { removal, present });
  }
}

async function removeAll(
  request: UninstallRequest,
  { removal, present }: { readonly removal: Removal; readonly present: Present },
): Promise<void> {
  const { client, signal, tell, limits = defaultRemovalLimits } = request;
  await patiently(request, async () => {
    await markPasswords(request, removal);
    await markTraces(request, removal);
    await releaseClaims(request, removal);
  });
  let named = findNamed(request.finalizers, { removal, present });
  const byStage = Map.groupBy(removal.goes, ({ stage }) => stage);
  for (const stage of Object.keys(stages) as Stage[]) {
    const objects = byStage.get(stage) ?? [];
    if (objects.length > 0) tell({ type: 'stage', stage, objects: objects.length });
    await removeStage({
      ...request,
      stage,
      objects,
      limits,
      takeFinalizers: async () => {
        const left: typeof named = [];
        for (const object of named) {
          const finalizers = await takeFinalizers(client, object, signal);
          if (finalizers.length === 0) left.push(object);
          else tell({ type: 'finalizers-removed', object: sayPresent(object), finalizers });
        }
        const took = left.length < named.length;
        named = left;
        return took;
      },
      removeWebhook: (refusal) => removeWebhook(request, { refusal, removal }),
    });
    // Before, a controller would set them again.
    if (stage === 'workloads') await patiently(request, async () => releaseKept(request, removal));
  }
}

/** Waits for a server that does not answer as it should, as long as for an object that does not go. What is asked can be asked twice. */
async function patiently<T>(
  { signal, now, tell, limits = defaultRemovalLimits }: UninstallRequest,
  ask: () => Promise<T>,
): Promise<T> {
  let since: Date | undefined;
  const answer = await untilAnswered(ask, {
    signal,
    onFailure: (problem) => {
      since ??= now();
      if (now().getTime() - since.getTime() >= limits.quiet) throw problem;
      const wait = { what: 'the API server', reason: 'server', severity: 'warning' } as const;
      tell({ type: 'waits', waits: [{ ...wait, since: since.toISOString(), why: problem.message }] });
    },
  });
  if (since !== undefined) tell({ type: 'waits', waits: [] });
  return answer;
}

/** The programs that show which Secret opens which data go: a later attempt reads it from a mark on the Secret. */
async function markPasswords({ client, signal }: UninstallRequest, { passwords }: Removal): Promise<void> {
  for (const { opens, ...secret } of passwords) {
    const mark = opens.join(',');
    if (secret.metadata.annotations?.[opensAnnotation] === mark) continue;
    await patchPresent(client, secret, { patch: { metadata: { annotations: { [opensAnnotation]: mark } } }, signal });
  }
}

/** The same for what programs made: what shows whose it is goes before it does. */
async function markTraces({ client, installation, signal }: UninstallRequest, { goes }: Removal): Promise<void> {
  const later = goes.filter(
    ({ stage, because, follows }) => because !== undefined && follows !== true && outlasting.has(stage),
  );
  const next = later.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const object of next) {
        if (object.metadata.labels?.[goesWithLabel] === installation) continue;
        await patchPresent(client, object, {
          patch: { metadata: { labels: { [goesWithLabel]: installation } } },
          signal,
        });
      }
    }),
  );
}

const outlasting: ReadonlySet<Stage> = new Set(['definitions', 'traces', 'namespaces']);

/** Claims that stay leave the ownership of what goes: Kubernetes would delete them with it. */
async function releaseClaims({ client, signal, tell }: UninstallRequest, { claims }: Removal): Promise<void> {
  for (const { namespace, name, owners, goes } of claims) {
    if (goes || owners.length === 0) continue;
    const claim = { type: builtInTypes.claim, metadata: { namespace, name } };
    if (await patchPresent(client, claim, { patch: { metadata: { ownerReferences: null } }, signal }))
      tell({ type: 'claim-released', claim: `${namespace}/${name}`, owners });
  }
}

/** What stays can be deleted later, although the controller that set its finalizers is gone. */
async function releaseKept({ client, signal, tell }: UninstallRequest, { released }: Removal): Promise<void> {
  for (const object of released) {
    const finalizers = await releaseFinalizers(client, object, signal);
    if (finalizers.length > 0) tell({ type: 'finalizers-released', object: sayPresent(object), finalizers });
  }
}

/** A webhook of ours that does not answer goes before its turn, since it goes anyway. One of others stays. */
async function removeWebhook(
  { client, signal, tell }: UninstallRequest,
  { refusal, removal }: { readonly refusal: MlaError; readonly removal: Removal },
): Promise<boolean> {
  const name = String(refusal.details['webhook']);
  for (const { type, metadata } of removal.goes.filter(({ stage }) => stage === 'webhooks')) {
    const found = await client.get<KubernetesObject>(type, { name: metadata.name }, { signal });
    const webhooks = (found?.['webhooks'] ?? []) as readonly { readonly name: string }[];
    if (!webhooks.some((webhook) => webhook.name === name)) continue;
    if (!(await client.delete(type, { name: metadata.name }, { signal }))) return false;
    tell({
      type: 'webhook-removed-early',
      object: `${type.kind} ${metadata.name}`,
      because: `its webhook ${name} does not answer and refuses other deletions`,
    });
    return true;
  }
  return false;
}

/** Objects of a kind that a dead webhook converts cannot even be listed. Where the kind goes, its conversion is stopped. */
async function stopDeadConversions(
  { client, signal, tell }: UninstallRequest,
  { removal, present }: { readonly removal: Removal; readonly present: Present },
): Promise<boolean> {
  const definitions = new Map(removal.goes.filter(isDefinition).map((object) => [object.metadata.name, object]));
  let stopped = false;
  for (const { type, problem } of present.unread) {
    const definition = definitions.get(kindName(type));
    if (definition === undefined || problem.key !== 'kubernetes.conversionUnreachable') continue;
    const patch = { spec: { conversion: { strategy: 'None', webhook: null } } };
    if (await patchPresent(client, definition, { patch, signal }))
      tell({ type: 'conversion-stopped', definition: definition.metadata.name, because: problem.message });
    stopped = true;
  }
  return stopped;
}

function madeAgain({ again }: UninstallRequest, { goes }: Removal): MlaError {
  const names = goes.slice(0, 3).map((object: RemovedObject) => sayPresent(object));
  return new MlaError('uninstall.stuck', {
    objects: `${names.join(', ')}${goes.length > names.length ? ` and ${goes.length - names.length} more` : ''}`,
    why: 'Something makes them again after each deletion.',
    fix: `Find what makes them, with \`kubectl get -o yaml --show-managed-fields\`, and stop it. Then run \`${again}\` again.`,
  });
}
