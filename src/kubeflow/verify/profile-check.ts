import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import { namespaceOf, type CheckContext, type Finding } from './look.ts';

type WithStatus = KubernetesObject & {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
  };
};

/** The account that notebooks and pipelines of a namespace run as. Source: kubeflow/dashboard, profile controller. */
const editor = 'default-editor';

/** Whether the dashboard names a namespace of the user, and the cluster has all that belongs to its Profile. */
export async function lookAtProfile({ client, walk, signal }: CheckContext): Promise<Finding> {
  const hops = walk.hops.filter(({ id }) => id === 'namespace');
  const error = hops[0]?.error;
  if (error !== undefined) return { seen: error.message, error, hops };
  const name = namespaceOf(walk);
  const [profile, namespace, account] = await Promise.all([
    client.get<WithStatus>(profileType, { name }, { signal }),
    client.get<WithStatus>(builtInTypes.namespace, { name }, { signal }),
    client.get<KubernetesObject>(builtInTypes.serviceAccount, { namespace: name, name: editor }, { signal }),
  ]);
  const missing = [
    ...faultsOf(profile),
    ...faultsOfNamespace(name, namespace),
    ...(account ? [] : [`no ServiceAccount ${editor}`]),
  ];
  if (missing.length > 0)
    return fail(new MlaError('verify.profileIncomplete', { profile: name, missing: missing.join(', ') }), hops);
  return { seen: `${walk.user ?? ''} works in ${walk.namespaces.map((one) => one.namespace).join(', ')}`, hops };
}

function fail(error: MlaError, hops: Finding['hops']): Finding {
  return { seen: error.message, error, ...(hops && { hops }) };
}

function faultsOf(profile: WithStatus | undefined): string[] {
  const failure = profile?.status?.conditions?.find(({ type }) => type === 'Failed');
  return failure === undefined ? [] : [`the profile controller says: ${failure.message ?? 'Failed'}`];
}

function faultsOfNamespace(name: string, namespace: WithStatus | undefined): string[] {
  if (namespace === undefined) return [`no namespace ${name}`];
  return namespace.status?.phase === 'Active' ? [] : [`the namespace ${name} is being deleted`];
}
