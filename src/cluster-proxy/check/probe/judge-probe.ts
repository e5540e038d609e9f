import type { ProxyReach, ProxySubject } from '../../../api/contract.ts';
import { compareVariables } from '../compare-variables.ts';
import { newSubject } from '../new-subject.ts';
import type { ProbeTarget, ProbeWish } from './probe-objects.ts';
import type { ProbeEnd } from './run-probe.ts';

/** What the pod of a probe is called for people. */
export const probeName = 'A test pod with Kubeflow’s variables';

const titles = { outside: 'outside', service: 'a Service of the cluster', 'api-server': 'the API server' } as const;

/** What a probe says of the proxy: its variables, what it reached and through what. `serviceHost`: what Kubernetes fills in for the API server. */
export function judgeProbe({ variables, targets, image }: ProbeWish, end: ProbeEnd, serviceHost = ''): ProxySubject {
  const begun = newSubject('probe', probeName, image);
  if ('error' in end)
    return {
      ...begun,
      state: 'unknown',
      note: end.error.message,
      fix: end.error.fix,
      error: end.error.report(),
    };
  const filledIn = Object.entries(variables).map(([name, value]) => [
    name,
    value.replaceAll('$(KUBERNETES_SERVICE_HOST)', () => serviceHost),
  ]);
  const settings = compareVariables(Object.fromEntries(filledIn) as Record<string, string>, end.report.variables);
  const reached = targets.flatMap((target): ProxyReach[] => {
    const found = end.report.reached.find(({ id }) => id === target.id);
    return found === undefined ? [] : [{ ...target, ...found }];
  });
  const fixes = [
    ...(settings.every(({ state }) => state === 'set')
      ? []
      : ['An admission webhook of the cluster changes the proxy variables of pods: change its settings.']),
    ...reached.flatMap((one) => fixOf(one)),
  ];
  return {
    ...begun,
    state: fixes.length === 0 ? 'good' : 'bad',
    settings,
    reached,
    fix: [...new Set(fixes)].join(' '),
  };
}

function fixOf({ id, address, through, wanted, reached, seen }: ProxyReach): string[] {
  const host = new URL(address).hostname;
  if (through !== wanted)
    return [
      wanted === 'direct'
        ? `Programs send ${host} to the proxy: add it to spec.proxy.noProxy.`
        : `Programs do not use the proxy for ${host}: look at the variables of the pod.`,
    ];
  if (reached) return [];
  if (through === 'proxy')
    return [`The proxy did not lead to ${host} (${seen}): let it, or choose another address with \`--outside\`.`];
  return id === 'outside'
    ? [`The pod does not reach ${host}, which spec.proxy.noProxy lists: correct the list or the network.`]
    : [`The pod does not reach ${titles[id]}: look at DNS and the network policies of the cluster.`];
}

/** Which way a target should be gone, by the list of the installation. */
export function targetsOf({
  outside,
  service,
  goesAround,
}: {
  /** `https://host` or `http://host`. */
  readonly outside: string;
  /** A Service that answers TCP; undefined where none is known. */
  readonly service: { readonly host: string; readonly port: number } | undefined;
  readonly goesAround: (url: URL) => boolean;
}): ProbeTarget[] {
  return [
    { id: 'outside', address: outside, wanted: goesAround(new URL(outside)) ? 'direct' : 'proxy' },
    ...(service === undefined
      ? []
      : [{ id: 'service', address: `tcp://${service.host}:${service.port}`, wanted: 'direct' } as const]),
    { id: 'api-server', address: 'https://kubernetes.default.svc', wanted: 'direct' },
  ];
}
