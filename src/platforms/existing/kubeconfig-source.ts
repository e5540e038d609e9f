import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { ConnectionInput } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { ReadKubeconfigOptions } from '../../kubernetes/kubeconfig.ts';

export type ExistingInput = Extract<ConnectionInput, { platform: 'existing' }>;

/** The text of a connection's kubeconfig and what it may do. */
export interface KubeconfigSource {
  readonly yaml: string;
  readonly context: string | undefined;
  /** Absent for an uploaded text: it then must not point to files. */
  readonly baseDirectory: string | undefined;
  /** Login programs run only from a file of one's own. */
  readonly execAllowed: boolean;
}

/** @throws MLA-PLATFORM-002, 003, 006 */
export async function readKubeconfigSource(input: ExistingInput, options: { localFiles: boolean; context?: string | undefined }): Promise<KubeconfigSource> {
  const { kubeconfig, kubeconfigPath } = input;
  const context = options.context ?? input.context;
  if ((kubeconfig === undefined) === (kubeconfigPath === undefined)) throw new MlaError('MLA-PLATFORM-006');
  if (kubeconfig !== undefined) return { yaml: kubeconfig, context, baseDirectory: undefined, execAllowed: false };
  if (!options.localFiles) throw new MlaError('MLA-PLATFORM-002');
  const path = resolve((kubeconfigPath ?? '').replace(/^~(?=\/|$)/, homedir()));
  try {
    return { yaml: await readFile(path, 'utf8'), context, baseDirectory: dirname(path), execAllowed: true };
  } catch (thrown) {
    throw new MlaError('MLA-PLATFORM-003', { path, reason: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown });
  }
}

/** The source as the options of `readKubeconfig`. */
export function readOptions({ context, baseDirectory, execAllowed }: KubeconfigSource): ReadKubeconfigOptions {
  return { execAllowed, ...(context === undefined ? {} : { context }), ...(baseDirectory === undefined ? {} : { baseDirectory }) };
}
