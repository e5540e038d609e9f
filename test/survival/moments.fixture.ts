import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../src/api/run.ts';
import type { CcpFault } from '../../sandbox/ccp/switches.ts';
import type { World } from './world.fixture.ts';

/** What a moment can be recognised by. */
export interface Life {
  readonly world: World;
  /** Resolves at the first such event of the present life of the service. */
  readonly sees: (fits: (event: RunEvent) => boolean) => Promise<unknown>;
}

/** A point of the whole job at which the service is killed. */
export interface Moment {
  readonly name: string;
  /** Before the service starts. */
  readonly prepare?: (world: World) => void;
  readonly comes: (life: Life) => Promise<unknown>;
  /** The kill comes at random within so many milliseconds after. */
  readonly within: number;
}

const step = (name: string, within = 30): Moment => ({
  name: `in the step ${name}`,
  comes: ({ sees }) => sees(({ type, step: of }) => type === 'step.started' && of === name),
  within,
});

const event = (name: string, fits: (event: RunEvent) => boolean, within = 30): Moment => ({
  name,
  comes: ({ sees }) => sees(fits),
  within,
});

const isSent = ({ type }: RunEvent): boolean => type === 'object.applied' || type === 'object.unchanged';

const afterSent = (count: number): Moment => ({
  name: `between waves, after ${count} objects`,
  comes: ({ sees }) => {
    let sent = 0;
    return sees((one) => isSent(one) && (sent += 1) >= count);
  },
  within: 150,
});

/** Resolves when the simulated CCP has an order for a cluster that it had not before. */
async function ordered({ ccp }: World): Promise<void> {
  const before = orders(ccp);
  while (orders(ccp) === before) await sleep(2);
}

const orders = ({ requests }: World['ccp']): number =>
  requests.filter(({ method, path }) => method === 'POST' && path === '/v3/clusters/').length;

/** The answer to an order takes its time, before CCP acts on it or after. */
const slowOrder = (when: CcpFault['when'], delayMilliseconds: number): Required<Pick<Moment, 'prepare'>> => ({
  prepare: ({ ccp }) => {
    ccp.switches.faults = [{ method: 'POST', path: '/v3/clusters/', when, with: { delayMilliseconds }, times: 1 }];
  },
});

/** The moments, run by run, in the order in which they come. */
export const momentsOfRuns: readonly (readonly Moment[])[] = [
  [
    step('connect', 10),
    event('between the layers of the connection test', ({ type }) => type === 'connection.layer'),
    {
      name: 'the order is sent, and CCP acts on it only when the service is dead',
      ...slowOrder('before', 700),
      comes: ({ world }) => ordered(world),
      within: 300,
    },
    event('the order was just recorded', ({ type, step: of }) => type === 'step.succeeded' && of === 'create-cluster'),
    step('wait-for-cluster'),
    event('while polling, a node changed', ({ type }) => type === 'cluster.node', 400),
  ],
  [
    {
      name: 'CCP has made the cluster, and its answer is on the way',
      ...slowOrder('after', 1500),
      comes: ({ world }) => ordered(world),
      within: 1000,
    },
    { name: 'while the server starts', comes: () => sleep(150), within: 500 },
    step('create-cluster'),
    event('while polling, with nothing new', ({ type }) => type === 'cluster.status', 900),
    step('fetch-kubeconfig', 20),
    step('preflight', 20),
  ],
  [
    {
      name: 'the order is sent, the dead service’s and the next one’s are under way together',
      ...slowOrder('before', 3000),
      comes: ({ world }) => ordered(world),
      within: 100,
    },
    { name: 'the answer to the order is just coming', comes: ({ world }) => cluster(world), within: 40 },
    event('the kubeconfig was just stored', ({ type }) => type === 'kubeconfig.stored', 10),
    event('between two checks', ({ type }) => type === 'preflight.check', 10),
    step('plan', 10),
    event('the first objects are sent', isSent, 20),
  ],
  [
    step('install', 60),
    afterSent(20),
    event(
      'while a gate is waited for',
      ({ type, data }) => type === 'wait.changed' && JSON.stringify(data?.['waits']).includes('webhook'),
      400,
    ),
    event('a gate was just opened', ({ type }) => type === 'gate.opened', 40),
    event('the first workload is ready, events are written by the dozen', ({ type }) => type === 'workload.ready', 120),
    event('a component is ready', ({ type }) => type === 'component.ready', 60),
    step('hand-over', 10),
  ],
];

/** Resolves when CCP has a cluster that is being made. */
async function cluster({ ccp }: World): Promise<void> {
  while (!ccp.clusters.some(({ status }) => status === 'CREATING')) await sleep(2);
}

/** One moment of the deletion, as well. */
export const deletionMoment: Moment = event(
  'while the cluster is being deleted',
  ({ type, step: of }) => type === 'step.started' && of === 'delete-cluster',
  300,
);
