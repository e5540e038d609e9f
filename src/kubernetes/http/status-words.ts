import type { DetailsOf } from '../../errors/registry.ts';
import type { KubernetesStatus } from './status-errors.ts';

/** Parts of the messages of API servers, as errors say them. Source: the refusals in testing/refusals.fixture.json, written by a real API server. */

export function webhookName(message: string): string {
  return /webhook "([^"]+)"/.exec(message)?.[1] ?? 'of the cluster';
}

export function quotaName(message: string): string {
  return /(?:exceeded|failed) quota: ([^,:]+)/.exec(message)?.[1] ?? 'of the namespace';
}

/** `configmaps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: why` */
export function policyInWords(
  message: string,
): Pick<DetailsOf<'kubernetes.deniedByPolicy'>, 'policy' | 'binding' | 'reason'> {
  const [, policy = 'of the cluster', binding = 'one of its bindings', reason] =
    /ValidatingAdmissionPolicy '([^']+)'(?: with binding '([^']+)')?(?: denied request)?: ?(.*)$/s.exec(message) ?? [];
  return { policy, binding, reason: reason || message };
}

/** `conversion webhook for kubeflow.org/v1beta1, Kind=Notebook failed: why` is about `Notebook.kubeflow.org`. */
export function convertedKind(message: string): string {
  const [, group = '', kind = ''] = /conversion webhook for ([^/]+)\/\S+ Kind=(\w+) failed/.exec(message) ?? [];
  return `${kind}.${group}`;
}

/** What comes after `persistentvolumeclaims "a" is forbidden: `. */
export function afterForbidden(message: string): string {
  return /^\S+(?: "[^"]*")? is forbidden: (.*)$/s.exec(message)?.[1] ?? message;
}

/** The field that only a new object can set, and how the server says so without the value it was given. */
export function fixedField(
  status: KubernetesStatus,
  message: string,
): Pick<DetailsOf<'kubernetes.immutableField'>, 'field' | 'reason'> {
  const cause = status.details?.causes?.find((one) =>
    /immutable|may not change|cannot change|other than/.test(one.message ?? ''),
  );
  const said = (cause?.message ?? message).split('\n')[0] ?? '';
  const reason = /^(?:Forbidden: |Invalid value: .*: )(.*)$/s.exec(said)?.[1] ?? said;
  return { field: cause?.field ?? 'a field', reason };
}

export function whoMayNotDoWhat(
  message: string,
): Omit<DetailsOf<'kubernetes.forbidden'>, 'reason' | 'verb'> & { readonly verb?: string } {
  const granter = /user "([^"]*)".* is attempting to grant RBAC permissions not currently held/s.exec(message);
  if (granter !== null)
    return {
      user: `User "${granter[1] ?? ''}"`,
      verb: 'grant',
      resource: 'rights that it does not have itself',
      where: '',
    };
  const found =
    /User "([^"]*)" cannot (\w+) (?:resource "([^"]*)" in API group "([^"]*)"|path "([^"]*)")(?:.*in the namespace "([^"]*)")?/.exec(
      message,
    );
  if (found === null) return { user: 'The account in use', resource: 'this', where: '' };
  const [, user, verb, resource, group, path, namespace] = found;
  return {
    user: `User "${user ?? ''}"`,
    verb: verb ?? '',
    resource: path ?? (group ? `${resource ?? ''} of ${group}` : (resource ?? '')),
    where:
      namespace === undefined
        ? path === undefined
          ? ' anywhere in the cluster'
          : ''
        : ` in the namespace ${namespace}`,
  };
}

/** At most five of the fields that a 422 names. */
export function fieldsInWords(status: KubernetesStatus): string | undefined {
  const causes = status.details?.causes?.filter((cause) => cause.message !== undefined) ?? [];
  if (causes.length === 0) return undefined;
  const shown = causes
    .slice(0, 5)
    .map((cause) =>
      cause.field && cause.field !== '<nil>' ? `${cause.field}: ${cause.message ?? ''}` : (cause.message ?? ''),
    );
  return [...shown, ...(causes.length > 5 ? [`and ${causes.length - 5} more`] : [])].join('; ');
}

/** `failed calling webhook "x": failed to call webhook: Post "https://...": dial tcp ...` says the same thing three times. */
export function shortWebhookReason(message: string): string {
  const reason = message
    .replace(/^.*?(?:failed calling webhook "[^"]+"|conversion webhook for .*? failed): /s, '')
    .replace(/^failed to call webhook: /, '');
  return reason.replace(/^Post "([^"?]+)[^"]*": /, '$1: ');
}
