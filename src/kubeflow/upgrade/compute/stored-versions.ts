import { compareKindVersions } from '../../../kubernetes/objects/version-order.ts';
import {
  fieldsLost,
  lostStoredVersions,
  type Definition,
  type DefinitionVersion,
} from '../../ownership/definition-order.ts';

/** A definition as far as the versions that its objects are stored in are read. Source: apiextensions.k8s.io/v1. */
export interface StoredDefinition extends Definition {
  spec?: {
    versions?: readonly StoredVersion[];
    conversion?: { readonly strategy?: string };
  };
}

interface StoredVersion extends DefinitionVersion {
  readonly storage?: boolean;
}

/** How objects come from versions that the wanted definition lacks into one that it has. */
export interface Rewrite {
  readonly from: readonly string[];
  readonly to: string;
  /** The versions of the definition while it happens: all of the old ones, and `to`, which stores. */
  readonly versions: readonly StoredVersion[];
}

/** The version in which new objects are stored. */
export function storageVersion({ spec }: StoredDefinition): string | undefined {
  return spec?.versions?.find(({ storage }) => storage === true)?.name;
}

/**
 * How the objects of a definition can be written again before the wanted one is
 * sent, or a sentence that says why not. Only forward, and only where nothing
 * of an object is lost: without a webhook that converts, the API server drops
 * the fields that the other version does not have.
 */
export function rewriteOf(wanted: StoredDefinition, found: StoredDefinition): Rewrite | string {
  const from = lostStoredVersions(wanted, found);
  const old = found.spec?.versions ?? [];
  const stores = wanted.spec?.versions?.find(({ storage }) => storage === true);
  if (stores === undefined) return 'It stores no version.';
  const to = stores.name;
  const target = old.find(({ name }) => name === to) ?? stores;
  const why = whyNot({ from, target, found });
  if (why !== undefined) return why;
  return {
    from,
    to,
    versions: [
      ...old.filter(({ name }) => name !== to).map((version) => ({ ...version, storage: false })),
      { ...target, served: true, storage: true },
    ],
  };
}

function whyNot({
  from,
  target,
  found: { spec },
}: {
  readonly from: readonly string[];
  readonly target: StoredVersion;
  readonly found: StoredDefinition;
}): string | undefined {
  const to = target.name;
  const backward = from.find((version) => !((compareKindVersions(version, to) ?? 0) < 0));
  if (backward !== undefined) return `${to} is not newer than ${backward}.`;
  const versions = spec?.versions ?? [];
  if (spec?.conversion?.strategy === 'Webhook')
    return versions.some(({ name }) => name === to) ? undefined : `The webhook that converts them does not know ${to}.`;
  const lost = versions.filter(({ name }) => from.includes(name)).flatMap((version) => fieldsLost(version, target));
  return lost.length === 0 ? undefined : `${to} has no ${lost.slice(0, 3).join(', ')}.`;
}
