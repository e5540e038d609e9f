import { MlaError } from '../../../errors/error.ts';
import { entrance, readAccess } from '../../access/access.ts';
import { planAccess } from '../../access/plan-access.ts';
import { dexComponent, planConnectors } from '../../connectors/plan-connectors.ts';
import { planPodProxy } from '../../pod-proxy/plan-pod-proxy.ts';
import type { Addition } from './additions.ts';
import type { PlanRequest } from '../make-plan.ts';

/** What the access, the login and the proxy of an installation add. Throws as `planAccess` and `planConnectors` do. */
export function planAdditions({ release, parameters }: Pick<PlanRequest, 'release' | 'parameters'>): Addition[] {
  const { access, givenSecrets, proxy, cluster } = parameters;
  return [
    planAccess(access, givenSecrets),
    planConnectors(parameters),
    planPodProxy(proxy, { release, networks: cluster?.networks }),
  ].filter((addition) => addition !== undefined);
}

/** Throws `expose.noGateway` and `connector.noDex` where no chosen component has what a wish is for. */
export function refuseWithout(
  names: ReadonlySet<string>,
  { release: { name, version }, parameters: { access, login } }: Pick<PlanRequest, 'release' | 'parameters'>,
): void {
  const release = `${name} ${version}`;
  const wished = access === undefined ? undefined : readAccess(access);
  if (wished !== undefined && !names.has(entrance.component))
    throw new MlaError('expose.noGateway', { release, expose: wished.expose });
  if (login !== undefined && !names.has(dexComponent)) throw new MlaError('connector.noDex', { release });
}
