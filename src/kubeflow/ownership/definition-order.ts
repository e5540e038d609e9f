import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { compareVersions, markedVersion } from './versions.ts';

/** A definition as far as two of them are compared. Source: apiextensions.k8s.io/v1. */
export interface Definition extends KubernetesObject {
  spec?: { versions?: readonly DefinitionVersion[] };
  status?: { storedVersions?: readonly string[] };
}

export interface DefinitionVersion {
  readonly name: string;
  readonly served?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** Which of two definitions is the newer one, and what tells so. */
export interface Order {
  /** `unclear`: each has something that the other lacks, and no version says more. */
  readonly newer: 'planned' | 'found' | 'neither' | 'unclear';
  readonly because: string;
}

/**
 * Compares a planned definition with the one in the cluster: by the versions
 * they are marked with, else by what they accept, else by `versions` of the
 * software they belong to.
 */
export function compareDefinitions(
  planned: Definition,
  found: Definition,
  software: { planned?: string | undefined; found?: string | undefined } = {},
): Order {
  const marked = byVersion(markedVersion(planned.metadata), markedVersion(found.metadata));
  if (marked !== undefined) return marked;
  const [plannedFields, foundFields] = [acceptedBy(planned), acceptedBy(found)];
  const onlyFound = lacking(foundFields, plannedFields);
  const onlyPlanned = lacking(plannedFields, foundFields);
  if (onlyFound.length === 0)
    return {
      newer: onlyPlanned.length === 0 ? 'neither' : 'planned',
      because: `also accepts ${sayFields(onlyPlanned)}`,
    };
  if (onlyPlanned.length === 0) return { newer: 'found', because: `also accepts ${sayFields(onlyFound)}` };
  return (
    byVersion(software.planned, software.found) ?? {
      newer: 'unclear',
      because: `accepts ${sayFields(onlyFound)}, which this release's lacks, and lacks ${sayFields(onlyPlanned)}`,
    }
  );
}

/** Versions in the store that the planned definition does not have: the API server refuses to lose them. */
export function lostStoredVersions(planned: Definition, found: Definition): string[] {
  const names = new Set(planned.spec?.versions?.map(({ name }) => name));
  return (found.status?.storedVersions ?? []).filter((version) => !names.has(version));
}

/** Versions that the planned definition serves and the one in the cluster does not. */
export function unservedVersions(planned: Definition, found: Definition): string[] {
  const served = ({ spec }: Definition): string[] =>
    (spec?.versions ?? []).flatMap(({ name, served: is }) => (is === true ? name : []));
  const there = new Set(served(found));
  return served(planned).filter((version) => !there.has(version));
}

/** Fields that one version of a kind accepts and another one would drop. */
export function fieldsLost(from: DefinitionVersion, to: DefinitionVersion): string[] {
  const accepted = (version: DefinitionVersion): ReadonlySet<string> =>
    acceptedBy({
      apiVersion: '',
      kind: '',
      metadata: { name: '' },
      spec: { versions: [{ ...version, name: '', served: true }] },
    });
  const there = accepted(to);
  const isKept = (path: string): boolean =>
    path.split('/').some((_part, depth, parts) => there.has(`${parts.slice(0, depth + 1).join('/')}/*`));
  return lacking(accepted(from), there)
    .filter((path) => !isKept(path))
    .map((path) => path.slice(1).replaceAll('/', '.'));
}

function byVersion(planned: string | undefined, found: string | undefined): Order | undefined {
  const difference = compareVersions(planned, found);
  if (difference === undefined) return undefined;
  return {
    newer: difference === 0 ? 'neither' : difference > 0 ? 'planned' : 'found',
    because: `${found ?? ''} here, ${planned ?? ''} in this release`,
  };
}

/** One path for each field that a version accepts: `v1/spec/issuerRef/name`; `*` where it accepts any field. The empty path stands for the kind. */
function acceptedBy({ spec }: Definition): ReadonlySet<string> {
  const paths = new Set<string>(['']);
  const walk = (schema: Schema, path: string): void => {
    paths.add(path);
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) paths.add(`${path}/*`);
    for (const [name, field] of Object.entries(schema.properties ?? {})) walk(field, `${path}/${name}`);
    if (schema.items !== undefined) walk(schema.items, `${path}/[]`);
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, `${path}/{}`);
  };
  for (const { name, served = true, schema } of spec?.versions ?? [])
    if (served) walk(schema?.openAPIV3Schema ?? {}, name);
  return paths;
}

/** What the first accepts and the second does not; of a field that is lacking, what is below it is not named too. */
function lacking(first: ReadonlySet<string>, second: ReadonlySet<string>): string[] {
  return [...first].filter(
    (path) => !second.has(path) && second.has(path.slice(0, Math.max(0, path.lastIndexOf('/')))),
  );
}

function sayFields(paths: readonly string[]): string {
  return paths.length === 0
    ? 'nothing more'
    : `${paths.slice(0, 3).join(', ').replaceAll('/', '.')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
}
