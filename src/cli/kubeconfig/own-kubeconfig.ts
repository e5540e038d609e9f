import { randomBytes } from 'node:crypto';
import { copyFile, constants, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileReason } from '../output/write-output.ts';
import type { Environment } from '../../app/data-directory.ts';
import { isError, MlaError } from '../../errors/error.ts';
import { decodeKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { makeFolders } from '../../runs/database/make-folders.ts';
import { mergeKubeconfig, type MergedKubeconfig } from '../../kubernetes/kubeconfig/merge-kubeconfig.ts';

/** The file that kubectl writes to: the first one of KUBECONFIG, else ~/.kube/config. */
export function ownKubeconfigFile(environment: Environment): string {
  const [first] = (environment.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return first ?? join(environment.HOME || homedir(), '.kube', 'config');
}

export interface MergedFile extends Omit<MergedKubeconfig, 'text'> {
  readonly file: string;
  /** The file as it was; undefined for a new one, and for one that did not change. */
  readonly backup?: string;
}

interface Wish {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly use: boolean;
}

/** Milliseconds that another program may take to change the file. */
const lockPatience = 5000;
const lockPause = 100;

/**
 * Adds a kubeconfig to a file of the user: a backup beside it first, then one
 * rename, so that no reader sees half of it. A symbolic link stays one, and the
 * file's mode stays; a new file is private. The file is locked as kubectl does it.
 * @throws access.kubeconfigNotMerged and access.kubeconfigLocked, with the file unchanged
 */
export async function mergeIntoFile(
  file: string,
  added: string,
  wish: Wish,
  patience: number = lockPatience,
): Promise<MergedFile> {
  try {
    await makeFolders(dirname(file), 0o700);
    const unlock = await lock(file, patience);
    try {
      return await mergeLocked(file, added, wish);
    } finally {
      await unlock();
    }
  } catch (thrown) {
    if (isError(thrown, 'access.kubeconfigLocked')) throw thrown;
    const reason = fileReason(thrown) ?? (thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown));
    throw new MlaError('access.kubeconfigNotMerged', { file, reason }, { cause: thrown });
  }
}

/** Creates `FILE.lock`, as kubectl does; not beside what a symbolic link leads to. Returns what removes it. */
async function lock(file: string, patience: number): Promise<() => Promise<void>> {
  const path = `${file}.lock`;
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return () => rm(path, { force: true });
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
      if (Date.now() >= deadline) throw new MlaError('access.kubeconfigLocked', { file, lock: path });
      await sleep(lockPause);
    }
  }
}

async function mergeLocked(file: string, added: string, wish: Wish): Promise<MergedFile> {
  const target = await realpath(file).catch(() => file);
  const found = await stat(target).catch(() => undefined);
  if (found !== undefined && !found.isFile())
    throw new Error(found.isDirectory() ? 'it is a folder' : 'it is a device or a pipe');
  const before = await readFile(target).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  });
  const { text, ...merged } = mergeKubeconfig(before === undefined ? '' : decodeKubeconfig(before), added, wish);
  if (!merged.changed) return { ...merged, file };
  if (before === undefined) {
    await replaceFile(target, text, 0o600);
    return { ...merged, file };
  }
  const { mode } = await stat(target);
  const backup = `${target}.before-mlanywhere-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  await copyFile(target, backup, constants.COPYFILE_EXCL);
  await replaceFile(target, text, mode & 0o777);
  return { ...merged, file, backup };
}

async function replaceFile(target: string, text: string, mode: number): Promise<void> {
  const fresh = `${target}.${randomBytes(4).toString('hex')}.new`;
  const handle = await open(fresh, 'wx', mode);
  try {
    // The umask may have taken rights away that the file had.
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(fresh, target);
  } catch (thrown) {
    await handle.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw thrown;
  }
}
