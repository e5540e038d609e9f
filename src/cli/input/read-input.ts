import { readFile } from 'node:fs/promises';
import { MlaError } from '../../errors/error.ts';
import { expandHome } from '../../kubernetes/kubeconfig/named-files.ts';
import { decodeYaml } from '../../yaml.ts';
import type { TextSource } from '../cli.ts';

/** The text of a file, or of standard input for `-`, in UTF-8 or in the UTF-16 that PowerShell writes. Throws `cli.fileUnreadable`. */
export async function readInput(file: string, stdin: TextSource): Promise<string> {
  if (file === '-') return readAll(stdin);
  try {
    return decodeYaml(await readFile(expandHome(file)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT'
        ? 'the file does not exist'
        : code === 'EISDIR'
          ? 'it is a folder'
          : code === 'EACCES'
            ? 'this user may not read it'
            : String(code);
    throw new MlaError('cli.fileUnreadable', { file, reason }, { cause: error });
  }
}

/** Reads a stream to its end. */
export async function readAll(source: TextSource): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return decodeYaml(Buffer.concat(chunks));
}
