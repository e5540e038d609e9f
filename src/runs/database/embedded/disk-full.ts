import { isError, MlaError } from '../../../errors/error.ts';

/** PostgreSQL says 53100; the embedded one also passes the system's own word on; so do files. */
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

/** Does a piece of writing. Throws `database.diskFull` when the disk of `place` was full, and other failures as they are. */
export async function nameFullDisk<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof MlaError || !isDiskFull(error)) throw error;
    throw new MlaError('database.diskFull', { directory: place }, { cause: error });
  }
}
