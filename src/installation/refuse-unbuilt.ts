import type { z } from 'zod';
import type { ClusterPart } from '../platforms/definition.ts';
import { definitionOf, type PlatformId } from '../platforms/unions.ts';
import type { AccessWish } from './access/access.ts';
import { refuseAccess } from './access/refuse-access.ts';
import type { LoginWish } from './login/login.ts';
import { type LoginRefusal, refuseLogin } from './login/refuse-login.ts';
import { foundationIds, type FoundationId, type FoundationWish } from './foundation.ts';
import type { PatchWish } from './patch-ids.ts';
import type { PodParts } from './proxy/pod-parts.ts';
import { refuseProxy, type ProxyProblem, type ProxyWish } from './proxy/refuse-proxy.ts';

/** The part of an installation that this looks at. */
interface Wish {
  readonly spec: {
    readonly cluster: ClusterPart & { readonly platform: PlatformId };
    readonly proxy?: (ProxyWish & { readonly pods: PodParts }) | undefined;
    readonly kubeflow: {
      readonly access: AccessWish;
      readonly login?: LoginWish | undefined;
      readonly registration?: 'open' | 'closed' | undefined;
      readonly patches?: PatchWish | undefined;
      readonly takeOver?: readonly string[] | undefined;
      readonly foundation?: FoundationWish | undefined;
    } | null;
  };
}

/** Wishes that the schema has words for and this platform cannot carry out: they are refused with the reason, for a field that does nothing would be a promise. */
export function refuseUnbuilt({ spec: { cluster, proxy, kubeflow } }: Wish, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const definition = definitionOf(cluster.platform);
  for (const { path, message } of problemsOfProxy({ proxy, cluster, kubeflow }))
    refuse(['spec', 'proxy', ...path], message);
  for (const { path, message } of kubeflow === null ? [] : refuseWays(kubeflow))
    refuse(['spec', 'kubeflow', ...path], message);
  const both = switchedBothWays(kubeflow?.patches);
  if (both !== '') refuse(['spec', 'kubeflow', 'patches', 'disable'], `names what is also switched on: ${both}`);
  for (const { id, choice } of takenAndKept(kubeflow))
    refuse(
      ['spec', 'kubeflow', 'foundation', id],
      `cannot be ${choice} while takeOver names ${id}: what is taken over becomes ours. Remove one of the two`,
    );
  for (const { path, message } of definition.refusals?.(cluster) ?? []) refuse(['spec', 'cluster', ...path], message);
}

function problemsOfProxy({ proxy, cluster, kubeflow }: Wish['spec']): readonly ProxyProblem[] {
  if (proxy === undefined) return [];
  const { platform } = cluster;
  const hasPods = kubeflow !== null && proxy.pods !== 'none';
  if (hasPods || definitionOf(platform).capabilities.clusterProxy) return refuseProxy(proxy);
  const message = `has no effect without pods of Kubeflow: MLAnywhere sets no proxy on nodes of the platform ${platform}`;
  return [{ path: [], message }];
}

/** How people reach Kubeflow and how they log in. */
function refuseWays({
  access,
  login,
  registration,
  foundation,
}: NonNullable<Wish['spec']['kubeflow']>): LoginRefusal[] {
  const ways = refuseAccess(access, foundation).map(({ path, message }) => ({ path: ['access', ...path], message }));
  const logins = login === undefined ? [] : refuseLogin(login, { access, registration });
  return [...ways, ...logins.map(({ path, message }) => ({ path: ['login', ...path], message }))];
}

function switchedBothWays({ enable, disable }: PatchWish = { enable: [], disable: [] }): string {
  return disable.filter((id) => enable.includes(id)).join(', ');
}

/** Software that is to be taken over, and is not to be ours. */
function takenAndKept(kubeflow: Wish['spec']['kubeflow']): { readonly id: FoundationId; readonly choice: string }[] {
  const { takeOver = [], foundation } = kubeflow ?? {};
  return foundationIds
    .map((id) => ({ id, choice: foundation?.[id] ?? 'ours' }))
    .filter(({ id, choice }) => choice !== 'ours' && takeOver.includes(id));
}
