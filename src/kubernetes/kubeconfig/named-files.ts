import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve, sep } from 'node:path';
import { MlaError } from '../../errors/error.ts';

/** `~` and `~/…` as the shell reads them: below the home directory of whoever runs MLAnywhere. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=$|[/\\])/, homedir());
}

/** A file that a kubeconfig names: relative to the folder of the kubeconfig, as with kubectl, and `~` besides. */
export function resolveNamedFile(baseDirectory: string, file: string): string {
  return resolve(baseDirectory, expandHome(file));
}

/** A login program: a command with a path in it is a file that the kubeconfig names, a bare one is looked up in PATH. */
export function resolveCommand(baseDirectory: string | undefined, command: string): string {
  const isPath = command.includes('/') || command.includes(sep);
  return isPath && baseDirectory !== undefined ? resolveNamedFile(baseDirectory, command) : command;
}

/** The text of a file that a kubeconfig names in `field`. Throws `kubeconfig.fileReferenceRefused` for an uploaded text, which has no folder, and `kubeconfig.fileUnreadable`. */
export async function readNamedFile(file: string, field: string, baseDirectory: string | undefined): Promise<string> {
  if (baseDirectory === undefined) throw new MlaError('kubeconfig.fileReferenceRefused', { file, field });
  const path = resolveNamedFile(baseDirectory, file);
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new MlaError(
      'kubeconfig.fileUnreadable',
      { file: path, field, reason: thrown instanceof Error ? thrown.message : String(thrown) },
      { cause: thrown },
    );
  }
}

/** Whether a path is a folder, as Kubernetes mounts the service account of a pod (`/var/run/secrets/kubernetes.io/serviceaccount`). */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
