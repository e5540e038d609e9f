import { sayCount } from '../../../api/say-count.ts';
import { cannotReach } from '../../../kubernetes/diagnosis/images.ts';
import { registryOf } from '../../../kubernetes/diagnosis/registry-of.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { ClusterEvent } from '../../cluster-facts.ts';
import { passed, unknown, warning, type Check, type CheckContext, type Finding } from '../../check.ts';

const todo =
  'Print the script with `mla proxy script`. On each node, `sh proxy.sh look` says what is missing and `sh proxy.sh set` sets it.';

/**
 * Whether nodes that MLAnywhere does not set up reach the registries. The API shows no setting of a container runtime:
 * only what pulls ended in, as far as events tell.
 */
export const nodeProxyCheck: Check = {
  id: 'node-proxy',
  title: 'Proxy of nodes that exist',
  severity: 'informs',
  why: 'MLAnywhere sets the proxy of pods only. Without a proxy of its own, the container runtime of a node pulls no image.',
  todo,
  look: async ({ facts, plan, installation: { spec } }: CheckContext): Promise<Finding> => {
    const { proxy, cluster } = spec;
    const wanted = [...new Set(plan.totals.images.map(registryOf))].sort();
    if (wanted.length === 0) return passed('The plan has no image to pull.');
    if (proxy?.http === undefined && proxy?.https === undefined) return passed('The installation has no proxy.');
    if (definitionOf(cluster.platform).capabilities.clusterProxy)
      return passed('The nodes get their proxy from this installation.');
    const events = await facts.pullEvents();
    const failures = events.filter(({ reason, message = '' }) => reason === 'Failed' && cannotReach(message));
    const [failure] = failures;
    if (failure !== undefined)
      return warning(
        `${sayCount(failures.length, 'pull')} of images failed lately, for example ${sayFailure(failure)}. The API does not show which proxy the container runtime has.`,
        todo,
      );
    const pulled = new Set(events.flatMap(({ reason, message }) => (reason === 'Pulled' ? hostsIn(message) : [])));
    const unseen = wanted.filter((host) => !pulled.has(host));
    return unseen.length === 0
      ? passed(`Nodes pulled images of ${wanted.join(', ')} lately.`)
      : unknown(
          `The API does not show which proxy the container runtime of a node has, and no node pulled an image of ${unseen.join(', ')} lately.`,
          `${todo} Or let a pod try: \`mla preflight --probe\`.`,
        );
  },
};

/** `Successfully pulled image "quay.io/a/b:1" in 1.2s`. An image that was there already was not pulled. */
function hostsIn(message = ''): string[] {
  const [, image] = /^Successfully pulled image "([^"]+)"/.exec(message) ?? [];
  return image === undefined ? [] : [registryOf(image)];
}

function sayFailure({ message = '', source }: ClusterEvent): string {
  const [, image] = /image "([^"]+)"/.exec(message) ?? [];
  const node = source?.host === undefined || source.host === '' ? '' : ` on ${source.host}`;
  const why = message.split(': ').at(-1) ?? '';
  return `${image ?? 'an image'}${node}: ${why.slice(0, 200)}`;
}
