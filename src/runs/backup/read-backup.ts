import { gunzipSync } from 'node:zlib';
import { MlaError } from '../../errors/error.ts';
import { tableChanges } from '../database/migrations.ts';
import { backupEntry, backupHeader, type BackupHeader, type BundleInBackup } from './backup-file.ts';

export interface Backup {
  readonly header: BackupHeader;
  /** By table, in an order in which they can be inserted. */
  readonly rows: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  readonly bundles: readonly BundleInBackup[];
}

/** Reads a whole backup. Throws `backup.unreadable` for one that is not whole, or newer than this program. */
export function readBackup(content: Uint8Array, file: string): Backup {
  const refuse = (reason: string, cause?: unknown): MlaError =>
    new MlaError('backup.unreadable', { file, reason }, { cause });
  const lines = decompress(content, refuse);
  const header = backupHeader.safeParse(parse(lines[0] ?? ''));
  if (!header.success) throw refuse('it does not begin as a backup of MLAnywhere does', header.error);
  const unknown = header.data.migrations.find((name) => !(name in tableChanges));
  if (unknown !== undefined)
    throw refuse(`a newer MLAnywhere wrote it (version ${header.data.version}, tables of ${unknown})`);

  const rows = new Map<string, Record<string, unknown>[]>();
  const bundles: BundleInBackup[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const entry = backupEntry.safeParse(parse(line)).data;
    if (entry === undefined) throw refuse(`line ${index + 2} cannot be read`);
    if ('end' in entry) {
      if (entry.end.entries !== index) throw refuse(`it has ${index} entries, not ${entry.end.entries}`);
      return { header: header.data, rows, bundles };
    }
    if ('bundle' in entry)
      bundles.push({ source: entry.bundle.source, content: Buffer.from(entry.bundle.content, 'base64') });
    else {
      const before = rows.get(entry.table);
      if (before === undefined) rows.set(entry.table, [entry.row]);
      else before.push(entry.row);
    }
  }
  throw refuse('its end is missing');
}

function decompress(content: Uint8Array, refuse: (reason: string, cause: unknown) => MlaError): string[] {
  try {
    return gunzipSync(content).toString('utf8').split('\n');
  } catch (error) {
    throw refuse('it is not compressed as a backup is, or was cut short', error);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
