import { createHash } from 'node:crypto';

/** A file of a source tree, with its path from the tree's root written with `/`. */
export interface SourceFile {
  readonly content: Buffer;
  /** Git's mode of it. A link's content is the path it points to. */
  readonly mode: '100644' | '100755' | '120000';
}

/** A source tree in memory: paths and files. */
export type SourceTree = ReadonlyMap<string, SourceFile>;

/**
 * The id that Git gives a tree: SHA-1 over its entries, folder by folder. Two
 * trees with one id have the same files, so an archive of a commit can be
 * checked although the archive's own bytes change from day to day.
 */
export function treeId(tree: SourceTree): string {
  return hashFolder(nest(tree)).toString('hex');
}

type Folder = Map<string, Folder | SourceFile>;

function nest(tree: SourceTree): Folder {
  const root: Folder = new Map();
  for (const [path, file] of tree) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      const inner = folder.get(name);
      if (inner instanceof Map) folder = inner;
      else {
        const made: Folder = new Map();
        folder.set(name, made);
        folder = made;
      }
    }
    folder.set(last, file);
  }
  return root;
}

function hashFolder(folder: Folder): Buffer {
  const entries = [...folder].map(([name, entry]) => {
    const isFolder = entry instanceof Map;
    return {
      // Git sorts a folder as if its name ended with a slash.
      order: Buffer.from(isFolder ? `${name}/` : name),
      bytes: Buffer.concat([
        Buffer.from(`${isFolder ? '40000' : entry.mode} ${name}\0`),
        isFolder ? hashFolder(entry) : hash('blob', entry.content),
      ]),
    };
  });
  entries.sort((one, other) => Buffer.compare(one.order, other.order));
  return hash('tree', Buffer.concat(entries.map(({ bytes }) => bytes)));
}

function hash(type: 'blob' | 'tree', content: Buffer): Buffer {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest();
}
