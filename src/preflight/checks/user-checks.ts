import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { type Check, failed, passed } from '../check.ts';

/** Whom an object makes the owner of a user's namespace. */
function ownerOf({ spec }: KubernetesObject & { spec?: { owner?: string | { name?: string } } }): string | undefined {
  return typeof spec?.owner === 'string' ? spec.owner : spec?.owner?.name;
}

const firstUser: Check = {
  id: 'first-user',
  title: 'Owner of the first profile',
  severity: 'blocks',
  why: 'The profile controller rejects a new owner: the login would change, but the namespace would still belong to the old user.',
  todo: 'Use the e-mail address of the owner, or add the new user as a contributor.',
  look: async ({ facts, plan }) => {
    const planned = plan.objects.filter(({ key }) => key.kind === 'Profile' || key.kind === 'Workspace');
    const others = await Promise.all(
      planned.map(async ({ type, key, body }) => {
        const object = await facts.object(type, key);
        const [is, wanted] = [object && ownerOf(object), ownerOf(JSON.parse(body) as KubernetesObject)];
        return is === undefined || wanted === undefined || is.toLowerCase() === wanted.toLowerCase()
          ? []
          : [{ name: `${key.kind} ${key.name}`, is, wanted }];
      }),
    );
    const [other] = others.flat();
    if (other === undefined)
      return passed(
        planned.length === 0 ? 'The plan has no profile.' : 'No profile of this plan belongs to another user.',
      );
    return failed(
      `${other.name} belongs to ${other.is}; the installation names ${other.wanted}.`,
      `Set spec.kubeflow.user.email to ${other.is}. To let ${other.wanted} work there too, add them as a contributor in the dashboard, or create a Profile of their own.`,
      'spec.kubeflow.user.email',
    );
  },
};

export const userChecks: readonly Check[] = [firstUser];
