import type { Check, CheckContext, Finding } from '../check.ts';
import { judgeInotify, judgeLimits, judgePulls, judgeVolume } from '../probe/probe-results.ts';
import type { Probe } from '../probe/run-probe.ts';

const probed =
  (judge: (probe: Probe) => Finding) =>
  async (context: CheckContext): Promise<Finding> =>
    judge(await context.facts.probe(context.plan));

/** Questions that only a pod on a node can answer. Asked on request, for they make objects. */
export const probeChecks: readonly Check[] = [
  {
    id: 'pull-reach',
    title: 'Way from the nodes to the registries',
    severity: 'blocks',
    why: 'A pod whose image the node cannot pull never starts.',
    todo: 'Let the nodes reach the registries, directly or by a proxy, or mirror the images.',
    look: probed(judgePulls),
  },
  {
    id: 'pull-limit',
    title: 'Limits of the registries',
    severity: 'warns',
    why: 'A registry that counts pulls refuses images in the middle of an installation.',
    todo: 'Log the nodes in to the registry, or mirror the images.',
    look: probed(judgeLimits),
  },
  {
    id: 'volume-write',
    title: 'Writing to a new volume',
    severity: 'blocks',
    why: 'The databases run as their own users, and crash on a volume that they cannot write.',
    todo: 'Use a default storage class whose volumes get the group of the pod.',
    look: probed(judgeVolume),
  },
  {
    id: 'inotify',
    title: 'Files that a node may watch',
    severity: 'informs',
    why: 'Programs fail with "too many open files" when the node has no inotify instance left.',
    todo: 'Raise fs.inotify.max_user_instances and fs.inotify.max_user_watches on each node.',
    look: probed(judgeInotify),
  },
];
