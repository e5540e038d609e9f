import { dirname, resolve } from 'node:path';
import type { ConnectionInput } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { ReadKubeconfigOptions } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { decodeKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { expandHome, isFolder } from '../../kubernetes/kubeconfig/named-files.ts';
import { ownAccountFolder } from './definition/existing.ts';
import { serviceAccountKubeconfig } from './service-account-folder.ts';
import { readOwnFile } from './read-own-file.ts';

export type ExistingInput = Extract<ConnectionInput, { platform: 'existing' }>;

/** The text of a connection's kubeconfig and what it may do. */
export interface KubeconfigSource {
  readonly yaml: string;
  readonly context: string | undefined;
  /** Absent for an uploaded text, which must not refer to files. */
  readonly baseDirectory: string | undefined;
  /** Login programs run only from a file of one's own. */
  readonly execAllowed: boolean;
}

/** @throws `platform.serverFilesRefused`, `platform.kubeconfigFileUnreadable`, `platform.kubeconfigNotGiven` */
export async function readKubeconfigSource(
  input: ExistingInput,
  options: { localFiles: boolean; context?: string | undefined },
): Promise<KubeconfigSource> {
  const { kubeconfig, kubeconfigPath } = input;
  const context = options.context ?? input.context;
  if ((kubeconfig === undefined) === (kubeconfigPath === undefined)) throw new MlaError('platform.kubeconfigNotGiven');
  const rights = rightsOf(input, options);
  if (kubeconfig !== undefined) return { yaml: kubeconfig, context, ...rights };
  if (!options.localFiles && kubeconfigPath !== ownAccountFolder) throw new MlaError('platform.serverFilesRefused');
  const path = pathOf(kubeconfigPath ?? '');
  try {
    if (await isFolder(path)) return { yaml: serviceAccountKubeconfig(path, process.env), context, ...rights };
    return { yaml: decodeKubeconfig(await readOwnFile(path)), context, ...rights };
  } catch (thrown) {
    throw new MlaError(
      'platform.kubeconfigFileUnreadable',
      { path, reason: thrown instanceof Error ? thrown.message : String(thrown) },
      { cause: thrown },
    );
  }
}

/**
 * What a connection's kubeconfig may do, also the one that is stored of it: an uploaded text names no files and runs no
 * programs. On a shared server none does, also one whose connection was saved before others used the server.
 */
export function rightsOf(
  { kubeconfigPath }: ExistingInput,
  { localFiles }: { readonly localFiles: boolean },
): Pick<KubeconfigSource, 'baseDirectory' | 'execAllowed'> {
  return kubeconfigPath === undefined || (!localFiles && kubeconfigPath !== ownAccountFolder)
    ? { baseDirectory: undefined, execAllowed: false }
    : { baseDirectory: dirname(pathOf(kubeconfigPath)), execAllowed: localFiles };
}

function pathOf(kubeconfigPath: string): string {
  return resolve(expandHome(kubeconfigPath));
}

/** The source as the options of `readKubeconfig`. */
export function readOptions(
  source: Pick<KubeconfigSource, 'baseDirectory' | 'execAllowed'> & { context?: string | undefined },
  outbound: ReadKubeconfigOptions['outbound'],
): ReadKubeconfigOptions {
  const { context, baseDirectory, execAllowed } = source;
  return {
    execAllowed,
    ...(context === undefined ? {} : { context }),
    ...(baseDirectory === undefined ? {} : { baseDirectory }),
    ...(outbound === undefined ? {} : { outbound }),
  };
}
