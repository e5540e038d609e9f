import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The parts of Emscripten's NODEFS that this file watches. PGlite publishes no types for them. */
interface NodeFileSystem {
  realPath(node: unknown): string;
  readonly stream_ops: { write: (stream: { node: unknown }, ...rest: unknown[]) => unknown };
  readonly node_ops: {
    setattr: (node: unknown, attributes: { size?: number }) => unknown;
    mknod: (parent: unknown, name: string, ...rest: unknown[]) => unknown;
    rename: (node: unknown, parent: unknown, name: string) => unknown;
    unlink: (parent: unknown, name: string) => unknown;
  };
}

type InitParameters = Parameters<NodeFS['init']>;

/**
 * PGlite's file system on Node with the fsync that PGlite leaves out: it
 * starts PostgreSQL with `-F`, so that a killed process loses nothing but a
 * power cut can lose everything.
 *
 * PGlite calls `syncToFs` after each statement and before it gives the result
 * away. Then the changed write-ahead log goes to the disk; after a checkpoint,
 * seen by a write to `global/pg_control`, every other changed file goes first
 * and the control file last. What stays open: a power cut in the middle of a
 * checkpoint statement, because pages and log are not ordered within it.
 */
export class DurableFileSystem extends NodeFS {
  readonly #changed = new Set<string>();
  readonly #log: string;
  readonly #control: string;

  constructor(directory: string) {
    super(directory);
    this.#log = join(this.rootDir, 'pg_wal') + sep;
    this.#control = join(this.rootDir, 'global', 'pg_control');
  }

  override async init(...[postgres, options]: InitParameters): ReturnType<NodeFS['init']> {
    const result = await super.init(postgres, options);
    const watch = (module: unknown): void => this.#watch((module as { NODEFS: NodeFileSystem }).NODEFS);
    result.emscriptenOpts.preRun = [...(result.emscriptenOpts.preRun ?? []), watch];
    return result;
  }

  override async syncToFs(): Promise<void> {
    if (this.#changed.size === 0) return;
    this.#sync(this.#changed.has(this.#control) ? () => true : (path) => path.startsWith(this.#log));
  }

  /** PostgreSQL has written its last checkpoint by then. */
  override async closeFs(): Promise<void> {
    this.#sync(() => true);
    await super.closeFs();
  }

  #sync(chosen: (path: string) => boolean): void {
    const controlLast = [...this.#changed].filter(chosen).sort((left, right) => Number(left === this.#control) - Number(right === this.#control));
    for (const path of controlLast) {
      this.#changed.delete(path);
      syncFile(path);
    }
  }

  /** Notes each file that is written, made, renamed or removed, and the folder it happened in. */
  #watch(nodes: NodeFileSystem): void {
    const { stream_ops: streams, node_ops: files } = nodes;
    const { write } = streams;
    const { setattr, mknod, rename, unlink } = files;
    const note = (path: string, entryChanged: boolean): void => {
      this.#changed.add(path);
      if (entryChanged) this.#changed.add(dirname(path) + sep);
    };
    streams.write = (stream, ...rest) => {
      note(nodes.realPath(stream.node), false);
      return write(stream, ...rest);
    };
    files.setattr = (node, attributes) => {
      if (attributes.size !== undefined) note(nodes.realPath(node), false);
      return setattr(node, attributes);
    };
    files.mknod = (parent, name, ...rest) => {
      note(join(nodes.realPath(parent), name), true);
      return mknod(parent, name, ...rest);
    };
    files.rename = (node, parent, name) => {
      this.#changed.delete(nodes.realPath(node));
      note(join(nodes.realPath(parent), name), true);
      return rename(node, parent, name);
    };
    files.unlink = (parent, name) => {
      const path = join(nodes.realPath(parent), name);
      this.#changed.delete(path);
      this.#changed.add(dirname(path) + sep);
      return unlink(parent, name);
    };
  }
}

/** A path that ends with a separator is a folder: its entries are synced. What is gone by now needs no sync. */
function syncFile(path: string): void {
  const folder = path.endsWith(sep);
  let descriptor: number;
  try {
    descriptor = openSync(path, folder ? 'r' : 'r+');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder that was made: its name is synced with the folder above, its entries when they change.
    if (code === 'EISDIR') return;
    if (code === 'ENOENT' || (folder && process.platform === 'win32')) return;
    throw error;
  }
  try {
    if (folder) fsyncSync(descriptor);
    else fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
