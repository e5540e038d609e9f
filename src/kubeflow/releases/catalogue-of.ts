import { type CatalogueEntry, kubeflowParts, plainName } from '../release/component-catalogue.ts';
import type { KnownComponent, KnownRelease, ReleasePins } from './known-release.ts';
import { findKnownRelease, knownReleases } from './known-releases.ts';

/** Folders that releases before the known ones had. */
const earlierFolders = [{ path: 'common/cert-manager/kubeflow-issuer/base', component: 'certificate-issuer' }];

/**
 * Which part of Kubeflow each rendered file belongs to. Of a release that is
 * not known, the known one with the most files in common decides, then the
 * others, the newest first: one folder has changed its meaning.
 */
export function catalogueOf(version: string, fileNames: readonly string[]): CatalogueEntry[] {
  const known = findKnownRelease(version);
  if (known !== undefined) return catalogueOfKnown(known);
  const names = new Set(fileNames.map(plainName));
  const inCommon = ({ components }: KnownRelease): number =>
    components.flatMap(fileNamesOf).filter((name) => names.has(name)).length;
  const nearestFirst = knownReleases.toSorted((one, other) => inCommon(other) - inCommon(one));
  return entriesOf([...nearestFirst.flatMap(({ components }) => components), ...earlierFolders]);
}

/** The same for a release that is known. */
export function catalogueOfKnown({ components }: ReleasePins): CatalogueEntry[] {
  return entriesOf(components);
}

type Placed = Pick<KnownComponent, 'path' | 'file' | 'component'>;

function entriesOf(components: readonly Placed[]): CatalogueEntry[] {
  const partOf = new Map<string, string>();
  for (const one of components)
    for (const name of fileNamesOf(one)) if (!partOf.has(name)) partOf.set(name, one.component);
  const byPart = Map.groupBy(partOf, ([, part]) => part);
  return kubeflowParts.flatMap((part) => {
    const files = byPart.get(part.name)?.map(([name]) => name);
    return files === undefined ? [] : [{ ...part, files }];
  });
}

/** A component's file in a folder of rendered ones, without leading number and ending. */
function fileNamesOf({ path, file }: Placed): string[] {
  return [...(file === undefined ? [] : [file]), path.replaceAll('/', '_')];
}
