import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { readiness } from '../../kubernetes/readiness/readiness.ts';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { findChanges } from '../drift/find-changes.ts';
import { tryPlan } from '../dry-run/try-plan.ts';
import { lostStoredVersions, type Definition } from '../ownership/definition-order.ts';
import { surveyCluster, type Survey } from '../ownership/survey.ts';
import type { Plan } from '../plan/plan.ts';
import { goingObjects, whyKept } from './compute/compute-upgrade.ts';
import { isRefusal } from '../install/refusals.ts';
import { hasFixedFields, isNeverDeleted } from './compute/immutable-fields.ts';
import { listInstalled, placeText, type InstalledObject } from './installed-objects.ts';
import { isVirtualService } from './compute/routes.ts';
import type { UpgradeFacts } from './compute/upgrade-facts.ts';

const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

interface LookRequest {
  readonly client: KubernetesClient;
  readonly installation: string;
  readonly wanted: Plan;
  readonly signal: AbortSignal;
}

/** Looks up in the cluster what an upgrade depends on. Changes nothing. Throws `upgrade.nothingInstalled`. */
export async function lookAtUpgrade(request: LookRequest): Promise<UpgradeFacts> {
  const { client, installation, wanted, signal } = request;
  const [survey, installed] = await Promise.all([
    surveyCluster({ client, plan: wanted, signal }),
    listInstalled({ client, installation, signal }),
  ]);
  if (installed.length === 0) throw new MlaError('upgrade.nothingInstalled', { installation });
  const going = goingObjects({ installed, wanted });
  const tried = await tryChanges(request, survey);
  return {
    installation,
    wanted,
    survey,
    installed,
    bodies: await readBodies(client, going, signal),
    tried,
    undeletable: await tryDeletions(request, going, tried),
    unasked: await readUnasked(request, survey, tried.untried),
    settings: await readSettings(request, survey),
    unhealthy: await readUnhealthy(client, installed, signal),
    stored: await countStored(client, survey, signal),
  };
}

/** What the API server says to each change. An upgrade takes fields from others: their owners must not hide what else is against a change. */
async function tryChanges({ client, wanted, signal }: LookRequest, survey: Survey): Promise<UpgradeFacts['tried']> {
  const tried = await tryPlan({ client, plan: wanted, survey, kept: new Set(), signal });
  const owned = [...tried.answers].filter(([, { conflicts }]) => conflicts.length > 0);
  const refused = await Promise.all(
    owned.map(async ([position]) => {
      const planned = wanted.objects[position];
      if (planned === undefined) return [];
      const { key, type, body } = planned;
      const error = await client.dryRun({ key, type, body, force: true, signal }).then(() => undefined, toMlaError);
      if (error !== undefined && !isRefusal(error)) throw error;
      return error === undefined ? [] : [{ position, error }];
    }),
  );
  return { ...tried, refused: [...tried.refused, ...refused.flat()] };
}

/** Programs and routes of those that go. */
async function readBodies(
  client: KubernetesClient,
  going: readonly InstalledObject[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KubernetesObject>> {
  const wanted = going.filter(({ key }) => workloadKinds.has(key.kind) || isVirtualService(key));
  const read = await Promise.all(
    wanted.map(async ({ type, key }) => [placeText(type, key), await client.get(type, key, { signal })] as const),
  );
  return new Map(read.flatMap(([place, object]) => (object === undefined ? [] : [[place, object] as const])));
}

/** Asks the API server about each deletion: rights and webhooks can be against it. */
async function tryDeletions(
  { client, wanted, signal }: LookRequest,
  going: readonly InstalledObject[],
  { refused }: UpgradeFacts['tried'],
): Promise<UpgradeFacts['undeletable']> {
  const again = refused.flatMap(({ position, error }) => {
    const planned = wanted.objects[position];
    return planned === undefined || error.key !== 'kubernetes.immutableField' || isNeverDeleted(planned.key)
      ? []
      : [planned];
  });
  const leaving = going.filter(({ key }) => whyKept(key) === undefined);
  const told = await Promise.all(
    [...again, ...leaving].map(async ({ type, key }) => {
      const error = await client.delete(type, key, { dryRun: true, signal }).then(() => undefined, toMlaError);
      if (error !== undefined && !isRefusal(error)) throw error;
      return error === undefined ? [] : [[keyText(key), error] as const];
    }),
  );
  return new Map(told.flat());
}

/** Objects with fixed fields that a webhook kept the API server from judging. */
async function readUnasked(
  { client, wanted, signal }: LookRequest,
  { found }: Survey,
  untried: UpgradeFacts['tried']['untried'],
): Promise<ReadonlyMap<number, KubernetesObject>> {
  const silent = found.filter(
    ({ position, planned }) => 'webhook' in (untried.get(position) ?? {}) && hasFixedFields(planned.key),
  );
  const read = await Promise.all(
    silent.map(async ({ position, planned, object }) => {
      const { type, key } = wanted.objects[position] ?? planned;
      return [position, object ?? (await client.get(type, key, { signal }))] as const;
    }),
  );
  return new Map(read.flatMap(([position, object]) => (object === undefined ? [] : [[position, object] as const])));
}

async function readSettings(
  { client, wanted, signal }: LookRequest,
  { found }: Survey,
): Promise<UpgradeFacts['settings']> {
  const listed = new Map(found.map(({ position, metadata }) => [position, metadata]));
  const changes = await findChanges({ client, plan: wanted, listed, sentBefore: new Set(), signal });
  return [...changes.values()];
}

/** Programs of the installation that are not ready now. */
async function readUnhealthy(
  client: KubernetesClient,
  installed: readonly InstalledObject[],
  signal: AbortSignal,
): Promise<UpgradeFacts['unhealthy']> {
  const programs = installed.filter(({ key }) => workloadKinds.has(key.kind));
  const told = await Promise.all(
    programs.map(async ({ type, key }) => {
      const object = await client.get<KubernetesObject>(type, key, { signal });
      const state = object === undefined ? undefined : readiness(object);
      return state === undefined || state.ready ? [] : [{ object: keyText(key), why: state.reason }];
    }),
  );
  return told.flat();
}

/** How many objects there are of each definition that would lose a stored version. */
async function countStored(
  client: KubernetesClient,
  { found }: Survey,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const losing = found.filter(
    ({ planned, object }) =>
      planned.type.plural === builtInTypes.customResourceDefinition.plural &&
      object !== undefined &&
      lostStoredVersions(JSON.parse(planned.body) as Definition, object).length > 0,
  );
  const types = await client.discoverAll({ signal });
  const counts = await Promise.all(
    losing.map(async ({ planned: { key, serves } }) => {
      const type = types.find(({ kind, group }) => kind === serves?.kind && group === serves.group);
      return [key.name, type === undefined ? 0 : (await client.listMetadata(type, { signal })).length] as const;
    }),
  );
  return new Map(counts);
}
