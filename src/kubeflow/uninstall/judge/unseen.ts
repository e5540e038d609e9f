import { sayCount } from '../../../api/say-count.ts';
import type { ResourceType } from '../../../kubernetes/objects/object.ts';
import { kindName } from '../../present/read-present.ts';
import type { RemovalCase } from '../removal.ts';

type Given = Pick<RemovalCase, 'present'>;

/** What the account may not list. Other reasons pass, or are told by what waits for them. */
export function unseenTypes({ present }: Given): { readonly type: ResourceType }[] {
  return present.unread.filter(({ problem }) => problem.key === 'kubernetes.forbidden');
}

/** The names of these kinds. */
export function unseenKinds(given: Given): string[] {
  return unseenTypes(given)
    .map(({ type }) => kindName(type))
    .toSorted();
}

/** The first of them by name, and how many more. */
export function sayKinds(kinds: readonly string[]): string {
  const more = kinds.length - shown;
  return `${kinds.slice(0, shown).join(', ')}${more > 0 ? ` and ${sayCount(more, 'more kind')}` : ''}`;
}

const shown = 5;
