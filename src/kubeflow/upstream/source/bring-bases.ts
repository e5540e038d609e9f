import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { MlaError } from '../../../errors/error.ts';
import { sha256 } from '../../release/canonical-json.ts';
import { findRemoteEntries, type RemoteEntry } from './kustomizations.ts';
import { readArchive } from './read-archive.ts';
import { archiveAddress, readRemoteBase, type RemoteBase } from './remote-base.ts';
import type { SourceFile, SourceTree } from './source-tree.ts';

/** Returns the file with the content of an address. */
export type FetchFile = (address: string) => Promise<string>;

/** A tree that renders without a network, and the addresses that were brought into it. */
export interface LocalSource {
  readonly tree: SourceTree;
  readonly addresses: readonly string[];
}

const folderOfBases = '.remote';

/**
 * The tree with every remote base below `.remote/` and the kustomizations
 * pointing there, as far as rendering `folders` reaches them. Throws
 * `release.addressUnsupported` for an entry of an unknown form, `release.folderMissing` for a
 * base that its archive does not hold.
 */
export async function bringBases(
  source: SourceTree,
  folders: readonly string[],
  fetchFile: FetchFile,
): Promise<LocalSource> {
  const tree = new Map(source);
  const addresses = new Set<string>();
  // A base may name further remote bases itself.
  for (let entries = findRemoteEntries(tree, folders); entries.length > 0; entries = findRemoteEntries(tree, folders)) {
    for (const entry of entries) {
      const base = readRemoteBase(entry);
      const address =
        base.kind === 'file' ? base.address : archiveAddress(`${base.owner}/${base.repository}`, base.ref);
      const place = await bring({ tree, base, entry, address, fetchFile });
      addresses.add(address);
      pointTo(tree, entry, place);
    }
  }
  return { tree, addresses: [...addresses] };
}

interface Bringing {
  readonly tree: Map<string, SourceFile>;
  readonly base: RemoteBase;
  readonly entry: RemoteEntry;
  readonly address: string;
  readonly fetchFile: FetchFile;
}

/** Adds the base to the tree and returns its folder. */
async function bring({ tree, base, entry, address, fetchFile }: Bringing): Promise<string> {
  if (base.kind === 'file') {
    // Kustomize reads no file outside its root, so the file gets a folder with a kustomization of its own.
    const folder = posix.join(folderOfBases, 'file', sha256(address).slice(0, 16));
    tree.set(posix.join(folder, 'manifests.yaml'), {
      content: await readFile(await fetchFile(address)),
      mode: '100644',
    });
    tree.set(posix.join(folder, 'kustomization.yaml'), {
      content: Buffer.from('resources:\n- manifests.yaml\n'),
      mode: '100644',
    });
    return folder;
  }
  const root = posix.join(folderOfBases, base.owner, base.repository, base.ref);
  const folder = posix.join(root, base.path);
  if (!holdsFolder(tree, folder)) {
    const [top = ''] = base.path.split('/');
    const archive = await readArchive(await fetchFile(address), {
      origin: address,
      keep: (path) => path.startsWith(`${top}/`),
    });
    for (const [path, file] of archive) tree.set(posix.join(root, path), file);
  }
  if (!holdsFolder(tree, folder))
    throw new MlaError('release.folderMissing', { address, path: base.path, kustomization: entry.kustomization });
  return folder;
}

function holdsFolder(tree: SourceTree, folder: string): boolean {
  for (const path of tree.keys()) if (path.startsWith(`${folder}/`)) return true;
  return false;
}

/** Writes the place into the kustomization instead of the address. */
function pointTo(tree: Map<string, SourceFile>, { kustomization, entry }: RemoteEntry, place: string): void {
  const file = tree.get(kustomization);
  if (file === undefined) return;
  const text = file.content.toString('utf8');
  const path = posix.relative(posix.dirname(kustomization), place);
  const pointed = text
    .split('\n')
    .map((line) => (line.includes(entry) && !line.trimStart().startsWith('#') ? line.replace(entry, () => path) : line))
    .join('\n');
  // An entry that is folded over two lines would be found again and again.
  if (pointed === text) throw new MlaError('release.addressUnsupported', { kustomization, entry });
  tree.set(kustomization, { ...file, content: Buffer.from(pointed) });
}
