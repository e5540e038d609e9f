import { sayCount } from '../../../api/say-count.ts';
import { isDefinition } from './cluster-index.ts';
import { sayPresent } from './find-traces.ts';
import type { Removal, RemovalCase } from '../removal.ts';
import { sayKinds, unseenKinds } from './unseen.ts';
import { kindName } from '../../present/read-present.ts';

/** What a user should know of a removal, beside its lists. */
export function notesOn({
  goes,
  keeps,
  released,
  present,
}: Pick<Removal, 'goes' | 'keeps' | 'released'> & Pick<RemovalCase, 'present'>): string[] {
  const unseen = unseenKinds({ present });
  const others = present.unread.filter(({ problem }) => problem.key !== 'kubernetes.forbidden');
  const dead = goes.filter(({ stage }) => stage === 'dead-webhooks').map(({ metadata }) => metadata.name);
  const kinds = keeps.filter(isDefinition);
  const orphaned = keeps.filter(({ type }) => kinds.some(({ metadata }) => metadata.name === kindName(type)));
  const finalizers = [...new Set(released.flatMap((object) => object.finalizers))];
  return [
    ...(dead.length === 0
      ? []
      : [`No program answers the webhooks of ${dead.join(', ')} now. They refuse other deletions, so they go first.`]),
    ...(orphaned.length === 0
      ? []
      : [
          `${sayCount(orphaned.length, 'object')} of kinds of Kubeflow ${orphaned.length === 1 ? 'stays' : 'stay'}, and the programs that act on ${orphaned.length === 1 ? 'it' : 'them'} go: nothing happens to ${orphaned.length === 1 ? 'it' : 'them'} until Kubeflow, or this part of it, is installed again.`,
        ]),
    ...(released.length === 0
      ? []
      : [
          `${released.map(sayPresent).join(', ')}: ${released.length === 1 ? 'it stays' : 'they stay'} without ${finalizers.length === 1 ? 'the finalizer' : 'the finalizers'} ${finalizers.join(', ')}, because the controller that removes ${finalizers.length === 1 ? 'it' : 'them'} goes. If you delete the data before you install Kubeflow again, what the controller set up outside of the cluster stays.`,
        ]),
    ...(unseen.length === 0
      ? []
      : [
          `The account may not list ${sayKinds(unseen)}. Namespaces and definitions that can have such objects stay. Get the right to list every kind: mla preflight --report has it.`,
        ]),
    ...others.map(({ type, problem }) => `Objects of the kind ${kindName(type)} cannot be listed: ${problem.message}`),
  ];
}
