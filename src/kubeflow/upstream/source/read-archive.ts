import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { MlaError } from '../../../errors/error.ts';
import type { SourceFile } from './source-tree.ts';

/** Far above any source archive that is read here (40 MB, 6,000 files); a larger file is rejected. */
const limits = { bytes: 512 * 1024 * 1024, files: 50_000 };

export interface ArchiveOptions {
  /** Where it came from, for errors. */
  readonly origin: string;
  /** Which paths to read; all when absent. */
  readonly keep?: (path: string) => boolean;
  /** False for an archive whose files lie at its top. */
  readonly topFolder?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The files of a `.tar.gz` archive with one top folder, as GitHub makes them,
 * by their path below that folder. Nothing is written to disk. Throws
 * `release.archiveUnreadable` when the archive is damaged, too large, or holds a path
 * that leads out of it.
 */
export async function readArchive(file: string, options: ArchiveOptions): Promise<Map<string, SourceFile>> {
  const { origin, keep = () => true, topFolder = true } = options;
  const tree = new Map<string, SourceFile>();
  let bytes = 0;
  const refuse = (reason: string): MlaError => new MlaError('release.archiveUnreadable', { origin, reason });
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const path = safePath(entry.path, topFolder);
      bytes += entry.size;
      if (path === undefined) parser.abort(refuse(`the path ${JSON.stringify(entry.path)} leads out of it`));
      else if (bytes > limits.bytes || tree.size > limits.files)
        parser.abort(refuse('it is larger than any source of Kubeflow'));
      else if (path === '' || entry.type === 'Directory' || !keep(path)) entry.resume();
      else collect(entry, (content) => tree.set(path, { content, mode: modeOf(entry) }));
    },
  });
  try {
    await pipeline(
      createReadStream(file),
      parser,
      ...(options.signal === undefined ? [] : [{ signal: options.signal }]),
    );
  } catch (error) {
    if (error instanceof MlaError || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw new MlaError(
      'release.archiveUnreadable',
      { origin, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  if (tree.size === 0) throw refuse('it holds no files');
  return tree;
}

/** The path, without the archive's top folder where it has one; undefined when it leads out of the archive. */
function safePath(path: string, topFolder: boolean): string | undefined {
  const names = path.replace(/^\.\//, '').replace(/\/$/, '').split('/');
  const below = topFolder ? names.slice(1) : names;
  if (path.startsWith('/') || below.some((name) => name === '' || name === '.' || name === '..')) return undefined;
  return below.join('/');
}

function collect(entry: ReadEntry, done: (content: Buffer) => void): void {
  if (entry.type === 'SymbolicLink') {
    done(Buffer.from(entry.linkpath ?? ''));
    entry.resume();
    return;
  }
  const parts: Buffer[] = [];
  entry.on('data', (part) => parts.push(part));
  entry.on('end', () => done(Buffer.concat(parts)));
}

function modeOf({ type, mode = 0 }: ReadEntry): SourceFile['mode'] {
  if (type === 'SymbolicLink') return '120000';
  return (mode & 0o100) === 0 ? '100644' : '100755';
}
