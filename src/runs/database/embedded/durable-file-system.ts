import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
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
 * It keeps the order that PostgreSQL relies on: the write-ahead log is on the
 * disk before a page that it describes is written; all of a checkpoint is
 * there before the control file says so; the control file is before the log
 * that it no longer needs is removed; and what a file holds is there before
 * its name is. PGlite calls `syncToFs` after each
 * statement outside a transaction and before it gives the result away: then
 * the changed log goes to the disk. After a transaction it does not, see
 * `syncAfterTransactions`.
 */
export class DurableFileSystem extends NodeFS {
  readonly #changed = new Set<string>();
  readonly #log: string;
  readonly #control: string;
  #logChanged = false;

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
    this.#syncLog();
  }

  /** PostgreSQL has written its last checkpoint by then. */
  override async closeFs(): Promise<void> {
    this.#sync(() => true);
    await super.closeFs();
  }

  #syncLog(): void {
    if (!this.#logChanged) return;
    this.#logChanged = false;
    this.#sync((path) => path.startsWith(this.#log));
  }

  #sync(chosen: (path: string) => boolean): void {
    // Folders last: a name must reach the disk after the file's content, or PostgreSQL finds an empty file of its own and gives up.
    const isFolder = (path: string): number => Number(path.endsWith(sep));
    for (const path of [...this.#changed].filter(chosen).sort((one, other) => isFolder(one) - isFolder(other))) {
      this.#changed.delete(path);
      syncFile(path);
    }
  }

  /** What must be on the disk before a file may change. */
  #prepareChange(path: string): void {
    if (path === this.#control) this.#sync(() => true);
    else if (!path.startsWith(this.#log)) this.#syncLog();
  }

  /** Notes each file that is written, made, renamed or removed, and the folder it happened in. */
  #watch(nodes: NodeFileSystem): void {
    const { stream_ops: streams, node_ops: files } = nodes;
    const { write } = streams;
    const { setattr, mknod, rename, unlink } = files;
    const note = (path: string, entryChanged: boolean): void => {
      this.#prepareChange(path);
      this.#changed.add(path);
      if (entryChanged) this.#changed.add(dirname(path) + sep);
      if (path.startsWith(this.#log)) this.#logChanged = true;
    };
    streams.write = (stream, ...rest) => {
      const path = nodes.realPath(stream.node);
      note(path, false);
      const written = write(stream, ...rest);
      if (path === this.#control) this.#sync((changed) => changed === path);
      return written;
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
      // The system can write the new name at any time, so the content must be on the disk first.
      const from = nodes.realPath(node);
      this.#sync((changed) => changed === from);
      note(join(nodes.realPath(parent), name), true);
      return rename(node, parent, name);
    };
    files.unlink = (parent, name) => {
      const path = join(nodes.realPath(parent), name);
      note(path, true);
      this.#changed.delete(path);
      return unlink(parent, name);
    };
  }
}

/**
 * A committed transaction is on the disk before its caller continues. PGlite
 * treats `COMMIT` as a statement within a transaction and does not call
 * `syncToFs` after it (seen in 0.5.16).
 */
export function syncAfterTransactions(postgres: PGlite, files: DurableFileSystem): void {
  const transact = postgres.transaction.bind(postgres);
  postgres.transaction = async (work) => {
    const result = await transact(work);
    await files.syncToFs();
    return result;
  };
}

/** A path that ends with a separator is a folder: its entries are synced. A file that no longer exists needs no sync. */
function syncFile(path: string): void {
  const folder = path.endsWith(sep);
  let descriptor: number;
  try {
    descriptor = openSync(path, folder ? 'r' : 'r+');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A new folder: its name is synced with the parent folder, its entries when they change.
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
