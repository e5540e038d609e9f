import { posix } from 'node:path';
import { MlaError } from '../../../errors/error.ts';
import { readYamlDocuments } from '../../release/kubernetes-yaml.ts';
import type { SourceTree } from './source-tree.ts';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** The fields whose entries may be folders or addresses. */
const fieldsWithBases = [
  'resources',
  'bases',
  'components',
  'crds',
  'generators',
  'transformers',
  'validators',
] as const;

/** An entry of a kustomization that lies outside the source. */
export interface RemoteEntry {
  /** Path of the kustomization's file in the source. */
  readonly kustomization: string;
  /** The entry as it is written there. */
  readonly entry: string;
}

/** The paths of upstream's components in its own order, from the `resources` of `example/kustomization.yaml`. */
export function listComponentPaths(tree: SourceTree): string[] {
  const file = findKustomization(tree, 'example');
  const resources = file === undefined ? [] : entriesOf(tree, file, ['resources']);
  const paths = resources
    .map((entry) => posix.join('example', entry))
    .filter((path) => findKustomization(tree, path) !== undefined);
  if (paths.length === 0)
    throw new MlaError('release.archiveUnreadable', {
      origin: 'The source',
      reason: 'example/kustomization.yaml lists no components',
    });
  return paths;
}

/**
 * Every remote entry that rendering these folders reaches. It walks instead of
 * searching all files: a source also holds kustomizations that nothing uses.
 */
export function findRemoteEntries(tree: SourceTree, folders: readonly string[]): RemoteEntry[] {
  const found: RemoteEntry[] = [];
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    const kustomization = findKustomization(tree, folder);
    if (kustomization === undefined || seen.has(kustomization)) return;
    seen.add(kustomization);
    for (const entry of entriesOf(tree, kustomization, fieldsWithBases)) {
      if (isRemote(entry)) found.push({ kustomization, entry });
      else visit(posix.join(folder, entry));
    }
  };
  folders.forEach(visit);
  return found;
}

function findKustomization(tree: SourceTree, folder: string): string | undefined {
  return fileNames.map((name) => posix.join(folder, name)).find((path) => tree.has(path));
}

function entriesOf(tree: SourceTree, path: string, fields: readonly string[]): string[] {
  const text = tree.get(path)?.content.toString('utf8') ?? '';
  let document: unknown;
  try {
    [document] = readYamlDocuments(text);
  } catch (error) {
    throw new MlaError(
      'release.notYaml',
      { place: path, reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) },
      { cause: error },
    );
  }
  const kustomization = (document ?? {}) as Readonly<Record<string, unknown>>;
  return fields.flatMap((field) => {
    const entries = kustomization[field];
    return Array.isArray(entries) ? entries.filter((entry): entry is string => typeof entry === 'string') : [];
  });
}

/** What kustomize itself takes for an address rather than a path. Inline YAML, which it also takes, has line breaks. */
function isRemote(entry: string): boolean {
  return !entry.includes('\n') && /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|git@|(?:www\.)?github\.com[/:])/i.test(entry);
}
