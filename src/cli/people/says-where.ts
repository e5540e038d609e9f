import type { PersonView } from '../../api/contract.ts';

/** Where a person's role counts, in a few words: `all`, `all (granted: demo)`, `only demo, lab`. */
export function saysWhere({ scope, granted }: Pick<PersonView, 'scope' | 'granted'>): string {
  const named = granted.join(', ');
  if (scope === 'granted') return `only ${named || 'what they create'}`;
  return named === '' ? 'all' : `all (granted: ${named})`;
}
