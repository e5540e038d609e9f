import type { PlanParameters } from '../kubeflow/patches/installation-patches.ts';
import { makePlan, type PlanRequest } from '../kubeflow/plan/make-plan.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { Release } from '../kubeflow/release/release.ts';

/** What of `spec.kubeflow` and `spec.proxy` a plan is made of. A page that shows a plan may not know the user yet. */
export type PlannedSpec = Pick<PlanRequest, 'components' | 'foundation'> &
  Pick<PlanParameters, 'user' | 'registration' | 'patches' | 'access' | 'login' | 'proxy'>;

/** The plan of an installation: everything that its `spec` says of one, with what is known of credentials and cluster. */
export function planKubeflow(
  name: string,
  { components, user, registration, patches, foundation, access, login, proxy }: PlannedSpec,
  known: { readonly release: Release } & Pick<
    PlanParameters,
    'credentials' | 'cluster' | 'givenSecrets' | 'keptLogins'
  >,
): Plan {
  const { release, ...parameters } = known;
  return makePlan({
    release,
    components,
    installation: { name },
    foundation,
    parameters: { ...(user !== undefined && { user }), registration, patches, access, login, proxy, ...parameters },
  });
}
