import { isError, MlaError } from '../../../errors/error.ts';

/** PostgreSQL reports 53100. PGlite and files also report the system's ENOSPC. */
export function isDiskFull(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    isError(error, 'database.diskFull') ||
    code === '53100' ||
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    (typeof message === 'string' && message.includes('No space left on device'))
  );
}

/** Runs a write. Throws `database.diskFull` when the disk of `place` is full, and other failures unchanged. */
export async function nameFullDisk<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof MlaError || !isDiskFull(error)) throw error;
    throw new MlaError('database.diskFull', { directory: place }, { cause: error });
  }
}
