import { z } from 'zod';
import { sayCount } from './say-count.ts';

/** One field of an object that someone else has changed, with both values where they cannot be secret. */
export const fieldChange = z.object({
  /** For example `spec.template.spec.containers[dex].image`. */
  path: z.string(),
  ours: z.string().optional(),
  theirs: z.string().optional(),
});

/** An object of the installation that someone else has changed or removed. */
export const foreignChange = z.object({
  object: z.string(),
  component: z.string(),
  what: z.enum(['changed', 'removed']),
  fields: z.array(fieldChange),
  /** The field manager in Kubernetes' record, for example `kubectl-set`. Unknown for a removed object. */
  by: z.string().optional(),
  at: z.string().optional(),
  /** MLAnywhere applied the installation's value again. */
  repaired: z.boolean().optional(),
});
export type ForeignChange = z.infer<typeof foreignChange>;

/** `By others: 2 objects changed, 1 object removed: Deployment.apps kubeflow/dashboard (kubectl-set), …`. */
export function describeChanges(changes: readonly ForeignChange[]): string {
  const left = changes.filter(({ repaired }) => repaired !== true);
  if (left.length === 0)
    return changes.length === 0
      ? 'Nothing of this installation was changed by others.'
      : `Sent again, over changes by others: ${sayCount(changes.length, 'object')}.`;
  const [changed, removed] = [
    left.filter(({ what }) => what === 'changed').length,
    left.filter(({ what }) => what === 'removed').length,
  ];
  const parts = [
    ...(changed === 0 ? [] : [`${sayCount(changed, 'object')} changed`]),
    ...(removed === 0 ? [] : [`${sayCount(removed, 'object')} removed`]),
  ];
  const names = left.slice(0, namesShown).map(({ object, by }) => `${object}${by === undefined ? '' : ` (${by})`}`);
  const more = left.length - names.length;
  const again = changes.length - left.length;
  return `By others: ${parts.join(', ')}: ${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}.${again === 0 ? '' : ` Sent again: ${sayCount(again, 'object')}.`}`;
}

const namesShown = 5;

/** `Deployment.apps kubeflow/dashboard: spec.replicas 1 → 0 (kubectl, 2026-11-28 20:11 UTC)` */
export function describeChange({ object, what, fields, by, at, repaired }: ForeignChange): string {
  const shown = fields
    .slice(0, fieldsShown)
    .map(({ path, ours, theirs }) =>
      ours === undefined && theirs === undefined ? path : `${path} ${ours ?? 'unset'} → ${theirs ?? 'unset'}`,
    );
  const more = fields.length - shown.length;
  const said =
    what === 'removed' ? 'removed' : `${shown.join(', ')}${more === 0 ? '' : ` and ${sayCount(more, 'more field')}`}`;
  const who = [by, at?.replace('T', ' ').replace(/(:\d\d)?(\.\d+)?Z$/, ' UTC')]
    .filter((part) => part !== undefined)
    .join(', ');
  return `${object}: ${said}${who === '' ? '' : ` (${who})`}${repaired === true ? '; sent again' : ''}`;
}

const fieldsShown = 4;
