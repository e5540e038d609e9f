import { open } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { MlaError } from '../../errors/error.ts';
import { expandHome } from '../../kubernetes/kubeconfig/named-files.ts';
import { decodeYaml } from '../../yaml.ts';
import type { TextSource } from '../cli.ts';

/** The text of a file, or of standard input for `-`, in UTF-8 or in the UTF-16 that PowerShell writes. Throws `cli.fileUnreadable`. */
export async function readInput(file: string, stdin: TextSource): Promise<string> {
  if (file === '-') return readAll(stdin);
  try {
    return decodeYaml(await readWhole(expandHome(file), largestText));
  } catch (error) {
    throw new MlaError('cli.fileUnreadable', { file, reason: unreadable(error) }, { cause: error });
  }
}

/** In bytes. A kubeconfig, a YAML file or a certificate is far smaller. */
const largestText = 64 << 20;

/** The bytes of a file or a pipe. A device has no end, so it is refused. Throws an `Error` that says why not. */
export async function readWhole(file: string, largest = Infinity): Promise<Buffer> {
  const handle = await open(file);
  try {
    const status = await handle.stat();
    if (status.isBlockDevice() || (status.isCharacterDevice() && !isatty(handle.fd))) throw new Error('it is a device');
    if (status.size > largest) throw new Error(`it is larger than ${largest >> 20} MiB`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Why a file cannot be read, in words. */
export function unreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return message;
  return reasons[code] ?? code;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

/** Reads a stream to its end. */
export async function readAll(source: TextSource): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return decodeYaml(Buffer.concat(chunks));
}
