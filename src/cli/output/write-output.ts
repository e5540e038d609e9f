import { writeFile } from 'node:fs/promises';
import { MlaError } from '../../errors/error.ts';
import { writePrivateFile } from '../server/write-private-file.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'part of its path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write it',
  EPERM: 'this user may not write it',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why the file system refuses, in words; undefined for what is no refusal of it. */
export function fileReason(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? reasons[String(thrown.code)] : undefined;
}

/** Writes a file that a flag names; `secret`: one that only its owner can read. Throws `cli.fileUnwritable`. */
export async function writeOutput(
  file: string,
  content: string | Uint8Array,
  { secret }: { readonly secret: boolean } = { secret: false },
): Promise<void> {
  try {
    if (secret) await writePrivateFile(file, content);
    else await writeFile(file, content);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw new MlaError('cli.fileUnwritable', { file, reason: fileReason(thrown) ?? code }, { cause: thrown });
  }
}
