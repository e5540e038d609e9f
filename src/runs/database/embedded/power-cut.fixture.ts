import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';

/*
 * A model of a power cut without native code. It keeps, beside the files as
 * the process sees them, what a disk would hold: the content that a file had
 * when it was last synced, the entries that a folder had when it was.
 */

interface PowerCut {
  readonly directory: string;
  /** Of what is counted, the power goes at this one. */
  readonly at: number;
  /** Only syncs: between two of them a strict disk holds the same. */
  readonly counts: 'writes and syncs' | 'syncs';
  /**
   * `strict`: nothing is left but what was synced. `mixed`: the system has
   * brought some of the rest to the disk by itself, page by page and folder by
   * folder, as it may at any time.
   */
  readonly model: 'strict' | 'mixed';
}

const pageSize = 8192;

interface Range {
  readonly start: number;
  readonly length: number;
}

/** By name: the number of the file's inode, or that it is a folder. */
type Entries = ReadonlyMap<string, number | 'folder'>;

/** Watches the file system of this process. From the call of what it returns on, the power goes after so many writes and syncs. */
export function plugPowerCut({ directory, at, counts, model }: PowerCut): () => void {
  const {
    openSync,
    closeSync,
    fdatasyncSync,
    fsyncSync,
    writeSync,
    truncateSync,
    ftruncateSync,
    unlinkSync,
    renameSync,
  } = fs;
  const folders = new Map<string, Entries>();
  const contents = new Map<number, Buffer>();
  const paths = new Map<number, string>();
  /** By inode: the parts that were written since the last sync. `resized`: all of the file may differ. */
  const written = new Map<number, Range[]>();
  const resized = new Set<number>();
  const graveyard = fs.mkdtempSync(join(dirname(directory), 'graves-'));
  let left = Infinity;
  let graves = 0;

  const readEntries = (folder: string): Entries =>
    new Map(
      fs
        .readdirSync(folder, { withFileTypes: true })
        .map((entry) => [entry.name, entry.isDirectory() ? 'folder' : fs.statSync(join(folder, entry.name)).ino]),
    );

  /** All that is there now is on the disk: it was there before the process began. */
  const keepAll = (folder: string): void => {
    const entries = readEntries(folder);
    folders.set(folder, entries);
    for (const [name, entry] of entries) {
      const path = join(folder, name);
      if (entry === 'folder') keepAll(path);
      else contents.set(entry, fs.readFileSync(path));
    }
  };

  const keep = (path: string): void => {
    if (fs.statSync(path).isDirectory()) folders.set(path.replace(/\/$/, ''), readEntries(path));
    else keepContent(path);
  };

  /** Reads no more than was written: a segment of the log is 16 MB, and synced for each transaction. */
  const keepContent = (path: string): void => {
    const { ino, size } = fs.statSync(path);
    const content = contents.get(ino);
    if (content?.length !== size || resized.has(ino)) contents.set(ino, fs.readFileSync(path));
    else {
      const descriptor = openSync(path, 'r');
      for (const { start, length } of written.get(ino) ?? []) fs.readSync(descriptor, content, start, length, start);
      closeSync(descriptor);
    }
    written.delete(ino);
    resized.delete(ino);
  };

  const isOurs = (path: string | undefined): path is string => path !== undefined && path.startsWith(directory);
  const coin = (): boolean => model === 'mixed' && Math.random() < 0.5;

  /** What the disk holds, put in place of what the process saw. */
  const materialise = (): void => {
    const live = new Map<number, string>();
    const find = (folder: string): void => {
      for (const [name, entry] of readEntries(folder)) {
        if (entry === 'folder') find(join(folder, name));
        else live.set(entry, join(folder, name));
      }
    };
    find(directory);
    const disk = `${directory}.disk`;
    const copy = (from: string, to: string): void => {
      fs.mkdirSync(to, { mode: 0o700 });
      const entries = coin() ? readEntries(from) : folders.get(from);
      for (const [name, entry] of entries ?? []) {
        if (entry === 'folder') copy(join(from, name), join(to, name));
        else
          fs.writeFileSync(join(to, name), mixPages(contents.get(entry) ?? Buffer.alloc(0), live.get(entry)), {
            mode: 0o600,
          });
      }
    };
    copy(directory, disk);
    renameSync(directory, `${directory}.seen`);
    renameSync(disk, directory);
    fs.rmSync(`${directory}.seen`, { recursive: true });
    fs.rmSync(graveyard, { recursive: true });
  };

  const mixPages = (synced: Buffer, livePath: string | undefined): Buffer => {
    if (livePath === undefined || model === 'strict') return synced;
    const seen = fs.readFileSync(livePath);
    const mixed = Buffer.alloc(coin() ? seen.length : synced.length);
    for (let start = 0; start < mixed.length; start += pageSize) {
      const page = (coin() ? seen : synced).subarray(start, start + pageSize);
      mixed.set(page.subarray(0, mixed.length - start), start);
    }
    return mixed;
  };

  const spend = (): void => {
    left -= 1;
    if (left > 0) return;
    left = Infinity;
    materialise();
    process.kill(process.pid, 'SIGKILL');
  };

  fs.openSync = (path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    paths.set(descriptor, String(path));
    return descriptor;
  };
  fs.closeSync = (descriptor) => {
    paths.delete(descriptor);
    closeSync(descriptor);
  };
  fs.fdatasyncSync = (descriptor) => {
    fdatasyncSync(descriptor);
    const path = paths.get(descriptor);
    if (!isOurs(path)) return;
    spend();
    keep(path);
  };
  fs.fsyncSync = (descriptor) => {
    fsyncSync(descriptor);
    const path = paths.get(descriptor);
    if (!isOurs(path)) return;
    spend();
    keep(path);
  };
  fs.writeSync = (descriptor: number, ...rest: unknown[]) => {
    if (isOurs(paths.get(descriptor))) {
      if (counts === 'writes and syncs') spend();
      noteWrite(descriptor, rest);
    }
    return Reflect.apply(writeSync, fs, [descriptor, ...rest]) as number;
  };
  const noteWrite = (descriptor: number, [, , length, start]: readonly unknown[]): void => {
    const { ino } = fs.fstatSync(descriptor);
    if (typeof length !== 'number' || typeof start !== 'number') resized.add(ino);
    else written.set(ino, [...(written.get(ino) ?? []), { start, length }]);
  };
  fs.ftruncateSync = (descriptor, length) => {
    if (isOurs(paths.get(descriptor))) resized.add(fs.fstatSync(descriptor).ino);
    ftruncateSync(descriptor, length);
  };
  fs.truncateSync = (path, length) => {
    if (isOurs(String(path))) resized.add(fs.statSync(path).ino);
    truncateSync(path, length);
  };
  // An inode that is free could be given to another file while the disk still knows the old one.
  const bury = (path: string): void => {
    graves += 1;
    renameSync(path, join(graveyard, String(graves)));
  };
  fs.unlinkSync = (path) => {
    if (isOurs(String(path))) bury(String(path));
    else unlinkSync(path);
  };
  fs.renameSync = (from, to) => {
    if (isOurs(String(to)) && fs.existsSync(to)) bury(String(to));
    renameSync(from, to);
  };
  syncBuiltinESMExports();

  return () => {
    keepAll(directory);
    left = at;
  };
}
