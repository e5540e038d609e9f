import { sayCount } from '../../../api/say-count.ts';
import { podDefaultName, settlePodDefaults, type PodDefaultNews } from '../../../kubeflow/pod-proxy/pod-defaults.ts';
import type { StepContext } from '../../engine/step.ts';
import type { OpenCluster, StepServices } from '../services.ts';

/** Gives the namespaces of users the PodDefault of the proxy, or takes it away, and tells what was done. */
export async function giveUsersTheProxy(
  { installation, tell }: Pick<StepContext, 'installation' | 'tell'>,
  services: Pick<StepServices, 'podProxyFor'>,
  { client, signal }: OpenCluster,
): Promise<void> {
  const proxy = await services.podProxyFor(installation, { client, signal });
  const news = await settlePodDefaults(client, { installation: installation.metadata.name, proxy }, signal);
  for (const [done, places] of Map.groupBy(news, (one) => one.done)) {
    const { severity, say } = words[done];
    tell({ type: 'log', severity, message: say(sayPlaces(places)) });
  }
}

const words: Readonly<
  Record<PodDefaultNews['done'], { readonly severity: 'info' | 'warning'; readonly say: (places: string) => string }>
> = {
  made: { severity: 'info', say: (places) => `Made the PodDefault ${podDefaultName} in ${places}` },
  changed: { severity: 'info', say: (places) => `Changed the PodDefault ${podDefaultName} in ${places}` },
  removed: { severity: 'info', say: (places) => `Removed the PodDefault ${podDefaultName} in ${places}` },
  kept: {
    severity: 'warning',
    say: (places) =>
      `Someone changed the PodDefault ${podDefaultName} by hand. It stays as it is in ${places}. Delete it and apply again for the one of MLAnywhere.`,
  },
  refused: {
    severity: 'warning',
    say: (places) => `The account may not change PodDefaults in ${places}: pods there do not get the proxy.`,
  },
};

/** A few namespaces by name, many by number. */
function sayPlaces(places: readonly PodDefaultNews[]): string {
  return places.length > 5 ? sayCount(places.length, 'namespace') : places.map(({ namespace }) => namespace).join(', ');
}
