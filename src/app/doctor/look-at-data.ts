import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findWholeDatabase } from '../../runs/database/data-directory.ts';
import { describeAddress } from '../../runs/database/postgres-address.ts';
import { find, type Finding } from './finding.ts';

/** File systems where a lock or a confirmed write means less than on a local disk, by the number that Linux gives them. */
const troublesome: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x01021994, 'tmpfs, which is empty after a restart'],
]);
const mebibyte = 1024 * 1024;
/** A release, its source and the database of some installations. */
const comfortable = 2048;
const least = 128;

/** The data directory: writable, on a disk that keeps what is written, with space left. Writes nothing. */
export function lookAtDataDirectory(directory: string): Promise<Finding> {
  return find({ id: 'data.directory', title: 'Data directory' }, async () => {
    const place = await nearestExisting(directory);
    if (!(await stat(place)).isDirectory())
      return refuse(`${place} is a file.`, 'Choose another directory with MLA_HOME or --data.');
    const isWritable = await access(place, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable)
      return refuse(
        `Your user may not write to ${place}.`,
        `Run \`sudo chown -R $(id -u) ${place}\`, or choose another directory with MLA_HOME or --data.`,
      );
    const { type, bavail, bsize } = await statfs(place);
    const free = Math.floor((bavail * bsize) / mebibyte);
    const evidence = `${directory}${place === directory ? '' : ' (will be created)'}, ${free} MiB free`;
    if (free < least) return refuse(`${evidence}.`, 'Free some space, or choose another directory with MLA_HOME.');
    const fileSystem = troublesome.get(type);
    if (fileSystem !== undefined)
      return {
        outcome: 'warning',
        evidence: `${evidence}, file system ${fileSystem}.`,
        fix: 'Set MLA_HOME to a directory on a local disk, or use PostgreSQL (MLA_DATABASE_URL).',
      };
    if (free < comfortable)
      return { outcome: 'warning', evidence: `${evidence}.`, fix: `Free some space: ${comfortable} MiB are enough.` };
    return { outcome: 'passed', evidence: `${evidence}.` };
  });
}

/** Whether the database can be used. Opens no embedded database: that would create or lock it. */
export function lookAtDatabase({
  directory,
  url,
  server,
}: {
  readonly directory: string;
  readonly url: string | undefined;
  /** Address of the server that has it open. */
  readonly server: string | undefined;
}): Promise<Finding> {
  return find({ id: 'data.database', title: 'Database' }, async () => {
    if (url !== undefined) {
      const { openPostgres } = await import('../../runs/database/postgres-connection.ts');
      const postgres = await openPostgres(url);
      await postgres.stopListening();
      await postgres.pool.end();
      return { outcome: 'passed', evidence: `PostgreSQL at ${describeAddress(url)} answers.` };
    }
    if (server !== undefined) return { outcome: 'passed', evidence: `Embedded, in use by the server at ${server}.` };
    const exists = await findWholeDatabase(join(directory, 'database'), directory);
    return { outcome: 'passed', evidence: exists ? 'Embedded, complete.' : 'Embedded; the first start creates it.' };
  });
}

function refuse(evidence: string, fix: string): Omit<Finding, 'id' | 'title'> {
  return { outcome: 'failed', evidence, fix };
}

async function nearestExisting(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}
