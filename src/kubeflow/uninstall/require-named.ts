import { takeWords } from '../../api/contract/take-words.ts';
import { MlaError } from '../../errors/error.ts';
import type { Present } from '../present/read-present.ts';
import { sayPresent } from './judge/find-traces.ts';
import { findNamed } from './named-finalizers.ts';
import type { Removal } from './removal.ts';

/**
 * Refuses names that mean nothing in a cluster, and data that goes without a confirmation, before a run is asked for.
 * @throws `uninstall.takeUnknown`, `uninstall.dataUnknown`, `uninstall.finalizerUnknown`, `uninstall.notConfirmed`
 */
export function requireNamed(
  { removal, present }: { readonly removal: Removal; readonly present: Present },
  names: {
    readonly installation: string;
    readonly data: readonly string[];
    /** What goes of a Kubeflow that MLAnywhere did not install, though no release has it so. */
    readonly take?: readonly string[];
    readonly finalizers: readonly string[];
    /** What the user typed. */
    readonly confirm: string | undefined;
  },
): void {
  const claims = removal.claims.map(({ namespace, name }) => `${namespace}/${name}`);
  const known = new Set([...claims, ...removal.claims.map(({ namespace }) => namespace)]);
  const unknown = names.data.find((word) => !known.has(word));
  if (unknown !== undefined)
    throw new MlaError('uninstall.dataUnknown', { claim: unknown, claims: claims.join(', ') || 'none' });
  const goes = new Set([...Object.keys(takeWords), ...removal.goes.map(sayPresent)]);
  const untaken = (names.take ?? []).find((word) => !goes.has(word));
  if (untaken !== undefined)
    throw new MlaError('uninstall.takeUnknown', { object: untaken, words: Object.keys(takeWords).join(', ') });
  const meaningless = names.finalizers.find((word) => findNamed([word], { removal, present }).length === 0);
  if (meaningless !== undefined)
    throw new MlaError('uninstall.finalizerUnknown', { object: meaningless, name: names.installation });
  const going = removal.claims.filter(({ goes }) => goes).map(({ namespace, name }) => `${namespace}/${name}`);
  if (going.length > 0 && names.confirm !== names.installation)
    throw new MlaError('uninstall.notConfirmed', {
      claims: going.join(', '),
      given: names.confirm === undefined || names.confirm === '' ? 'missing' : `"${names.confirm}"`,
      name: names.installation,
    });
}
