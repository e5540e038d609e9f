import type { CcpFault } from '../../sandbox/ccp/switches.ts';
import type { FaultRule } from '../../sandbox/faults/rules.ts';
import type { World } from './world.fixture.ts';

/** A step of the job that waits for somebody, and how that one is made to keep it waiting for ever. */
export interface StuckStep {
  readonly step: string;
  readonly hold: (world: World) => void;
}

const silence = ({ ccp }: World, fault: Pick<CcpFault, 'path'> & Partial<CcpFault>): void => {
  ccp.switches.faults = [{ when: 'before', with: 'silence', times: 1000, ...fault }];
};
const deaf = ({ clusters }: World, rule: Partial<FaultRule>): void =>
  clusters.at(-1)?.faults.set([{ fault: { kind: 'half-open' }, ...rule }]);

/** In their order; the world is one whose service goes through the fault proxies. The plan waits for nothing and is not in the list. */
export const stuckSteps: readonly StuckStep[] = [
  { step: 'connect', hold: (world) => silence(world, { path: '/v3/system/login' }) },
  { step: 'create-cluster', hold: (world) => silence(world, { method: 'POST', path: '/v3/clusters/' }) },
  { step: 'wait-for-cluster', hold: ({ ccp }) => void (ccp.switches.creationEndsAs = 'CREATING') },
  { step: 'fetch-kubeconfig', hold: ({ ccp }) => void (ccp.switches.kubeconfigWhenReady = 'absent') },
  { step: 'preflight', hold: (world) => deaf(world, { pathPattern: '/nodes' }) },
  {
    step: 'install',
    hold: ({ clusters }) => clusters.at(-1)?.switches.setController('sample-ca-injection', { never: true }),
  },
  { step: 'hand-over', hold: (world) => deaf(world, { pathPattern: 'istio-ingressgateway' }) },
];

/** The one step of a deletion that waits. */
export const stuckDeletion: StuckStep = {
  step: 'delete-cluster',
  hold: ({ ccp }) => void (ccp.switches.deletionEnds = false),
};

/** Lets everything go on. */
export function heal({ ccp, clusters }: World): void {
  Object.assign(ccp.switches, {
    faults: [],
    creationEndsAs: 'READY',
    kubeconfigWhenReady: 'present',
    deletionEnds: true,
  });
  const cluster = clusters.at(-1);
  cluster?.faults.set([]);
  cluster?.switches.setController('sample-ca-injection', undefined);
}
