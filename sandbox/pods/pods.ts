import type { SimulatedController, SimulationTools, Task } from '../simulation/controller.ts';
import type { World } from '../simulation/world.ts';
import { objectName } from '../simulation/world.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';
import { createAddressBook } from './addresses.ts';
import { findMissingReference } from './missing-references.ts';
import { podEvents } from './pod-events.ts';
import { createProgramStarts } from './program-starts.ts';
import { createServedKinds } from './served-kinds.ts';
import { podStatus, shownReason, type PodState } from './pod-status.ts';
import { runsToCompletion, workloadOf, type Pod } from './pod.ts';

const events: ResourceType = { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true };

/** From being scheduled to being ready; a real pod whose image is on the node needs a second or more. */
const startMs = 200;
/** How long the container of a Job runs. */
const jobMs = 500;
/** A crashing container starts again after this, then after twice as long, and so on. */
const firstCrashMs = 10_000;

/**
 * In place of the kubelets: scheduled pods become ready, pods of Jobs end,
 * deleted pods go. A pod waits for the Secrets and ConfigMaps it mounts, as a
 * real one does, and shows the troubles that switches ask for.
 */
export function simulatePods(tools: SimulationTools): SimulatedController {
  const { client, switches } = tools;
  const addresses = createAddressBook();
  const programs = createProgramStarts({ servedKinds: createServedKinds(client) });
  const crashingSince = new Map<string, number>();

  function stateOf(pod: Pod, world: World): PodState | undefined {
    const uid = pod.metadata.uid ?? '';
    const trouble = switches.settings.workloads[workloadOf(pod)]?.trouble;
    if (trouble === 'CrashLoopBackOff') {
      const since = crashingSince.get(uid) ?? Date.now();
      crashingSince.set(uid, since);
      const restarts = 1 + Math.floor(Math.log2(1 + (Date.now() - since) / firstCrashMs));
      tools.askAgain('pods', firstCrashMs);
      return { is: 'crashing', restarts };
    }
    crashingSince.delete(uid);
    return trouble === 'ImagePullBackOff' ? { is: 'image-missing' } : usualState(pod, world);
  }

  /** Of a pod that no switch puts in trouble. */
  function usualState(pod: Pod, world: World): PodState | undefined {
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return undefined;
    if (isReady(pod) && runsToCompletion(pod)) return { is: 'completed' };
    if (needsRights(pod) && isDown(pod, world)) return { is: 'crashing', restarts: programs.restarts(pod) };
    if (isReady(pod)) return undefined;
    const missing = findMissingReference(pod, world);
    if (missing !== undefined)
      return { is: missing.volume === undefined ? 'environment-missing' : 'mount-missing', missing };
    return { is: 'ready', restarts: Math.max(restartsOf(pod), programs.restarts(pod)) };
  }

  function needsRights(pod: Pod): boolean {
    return switches.settings.rights !== 'ignored' && !runsToCompletion(pod);
  }

  /** Its program has crashed, and the pod does not show it yet or its back-off is not over. */
  function isDown(pod: Pod, world: World): boolean {
    const backOff = programs.backOffLeft(pod);
    if (backOff === undefined) return isReady(pod) && programs.crashesNow(pod, world);
    if (backOff > 0) tools.askAgain('pods', backOff);
    return backOff > 0 || isReady(pod);
  }

  async function start(pod: Pod, state: PodState, world: World): Promise<void> {
    const starts = !needsRights(pod) || (await programs.tryToStart(pod, world));
    await show(pod, starts ? state : { is: 'crashing', restarts: programs.restarts(pod) }, world);
  }

  async function show(pod: Pod, state: PodState, world: World): Promise<void> {
    const now = new Date().toISOString();
    const { name, namespace = '' } = pod.metadata;
    const place = addresses.placeOf(pod, world);
    await client.mergePatch(
      watchedKinds.pods.type,
      { namespace, name, subresource: 'status' },
      { status: podStatus(pod, state, place, now) },
    );
    await Promise.all(podEvents(pod, state, now).map((event) => client.create(events, event)));
  }

  function* tasksOf(pod: Pod, world: World): Generator<Task> {
    const uid = pod.metadata.uid ?? '';
    const object = objectName(pod);
    if (pod.metadata.deletionTimestamp !== undefined) {
      yield { id: `end ${uid}`, object, act: () => endPod(pod) };
      return;
    }
    const state = stateOf(pod, world);
    if (state === undefined || isShown(pod, state)) return;
    const delay = switches.settings.workloads[workloadOf(pod)]?.startDelayMs ?? 0;
    const delayMs = state.is === 'ready' ? startMs + delay : state.is === 'completed' ? jobMs : startMs;
    yield {
      id: `${state.is} ${'restarts' in state ? state.restarts : ''} ${uid}`,
      object,
      delayMs,
      act: () => (state.is === 'ready' ? start(pod, state, world) : show(pod, state, world)),
    };
  }

  async function endPod({ metadata: { name, namespace = '', uid } }: Pod): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    await client.request('DELETE', path, { gracePeriodSeconds: 0, preconditions: { uid } }).catch((thrown: unknown) => {
      // Gone already, or the node's other keeper was quicker: both are what was wanted.
      if (!(thrown instanceof Error && /not found|precondition/i.test(thrown.message))) throw thrown;
    });
  }

  return {
    name: 'pods',
    standsFor: 'the kubelets: pods become ready without running anything',
    inputs: ['pods', 'secrets', 'configMaps', 'roles', 'roleBindings', 'clusterRoles', 'clusterRoleBindings', 'crds'],
    *pending(world) {
      programs.look(world);
      for (const object of world.all('pods')) yield* tasksOf(object as Pod, world);
    },
  };
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function restartsOf(pod: Pod): number {
  return pod.status.containerStatuses?.[0]?.restartCount ?? 0;
}

/** Whether the pod shows this state already. */
function isShown(pod: Pod, state: PodState): boolean {
  const reason = shownReason(state);
  if (reason === undefined || pod.status.containerStatuses?.[0]?.state?.waiting?.reason !== reason) return false;
  return state.is !== 'crashing' || restartsOf(pod) >= state.restarts;
}
