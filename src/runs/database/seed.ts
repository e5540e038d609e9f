import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../kubeflow/release/canonical-json.ts';
import { makeFolders } from './make-folders.ts';
import { tableChanges } from './migrations.ts';

/**
 * The first start of an embedded database makes 900 files with a second
 * PostgreSQL and takes 2 s and 800 MB. A copy of the result, kept once per
 * machine, lets the next data directory start in 0.7 s and 330 MB.
 * Undefined when there is none yet.
 */
export async function readSeed(directory: string): Promise<Blob | undefined> {
  const path = await seedPath(directory);
  try {
    return new Blob([await readFile(path)], { type: 'application/gzip' });
  } catch {
    return undefined;
  }
}

/** Caches the seed for the next time. An unwritable cache is not an error. */
export async function keepSeed(directory: string, dump: () => Promise<Blob>): Promise<void> {
  const path = await seedPath(directory);
  const content = new Uint8Array(await (await dump()).arrayBuffer());
  try {
    await makeFolders(directory, 0o700);
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, content, { mode: 0o600 });
    await rename(unfinished, path);
  } catch {
    return;
  }
}

/** Named after everything that it depends on, so that an outdated one is never used. */
export async function seedPath(directory: string): Promise<string> {
  // PGlite does not export its package.json; it is beside the folder of its entry.
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return join(directory, `database-${version}-${sha256(JSON.stringify([version, tableChanges])).slice(0, 16)}.tar.gz`);
}
