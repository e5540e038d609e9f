import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterFiles, ToolId } from './tool.ts';

/** The files of a cluster. The owner mark is part of the path, so that the path of a mounted directory says whose a container is. */
export function filesOf({
  dataDirectory,
  tool,
  name,
  owner,
}: {
  readonly dataDirectory: string;
  readonly tool: ToolId;
  readonly name: string;
  readonly owner: string;
}): ClusterFiles {
  const mark = createHash('sha256').update(owner).digest('hex').slice(0, 12);
  const directory = join(dataDirectory, 'laptop', tool, `${name}-${mark}`);
  return {
    directory,
    mounted: join(directory, 'mounted'),
    kubeconfig: join(directory, 'kubeconfig'),
    configuration: join(directory, 'configuration'),
  };
}

/** Creates the directories, for this account only. The mounted one is readable: the nodes read it as another user. */
export async function prepareFiles(files: ClusterFiles): Promise<void> {
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  await mkdir(files.mounted, { recursive: true, mode: 0o755 });
  await mkdir(files.configuration, { recursive: true, mode: 0o700 });
}

export async function removeFiles(files: Pick<ClusterFiles, 'directory'>): Promise<void> {
  await rm(files.directory, { recursive: true, force: true });
}

const completeMark = 'complete';

/** Records that the tool created the whole cluster. What has no such record is half made. */
export async function recordComplete(files: ClusterFiles): Promise<void> {
  await writeFile(join(files.directory, completeMark), `${new Date().toISOString()}\n`);
}

export async function isComplete(files: ClusterFiles): Promise<boolean> {
  return hasMark(files, completeMark);
}

async function hasMark({ directory }: ClusterFiles, mark: string): Promise<boolean> {
  return stat(join(directory, mark)).then(
    () => true,
    () => false,
  );
}

const deletingMark = 'deleting';

/** Records that the cluster is being removed without its tool: what is left is ours, though no container says so any more. */
export async function recordDeleting(files: ClusterFiles): Promise<void> {
  await prepareFiles(files);
  await writeFile(join(files.directory, deletingMark), `${new Date().toISOString()}\n`);
}

export async function isDeleting(files: ClusterFiles): Promise<boolean> {
  return hasMark(files, deletingMark);
}

/** Removes what gives access to a cluster that is to be deleted, and could not be yet. */
export async function removeAccess(files: ClusterFiles): Promise<void> {
  await rm(files.kubeconfig, { force: true });
}

const processMark = 'process';

/** Records the process group that works on the cluster, so that it is found when MLAnywhere was killed meanwhile. */
export async function recordProcess(files: ClusterFiles, processId: number): Promise<void> {
  await writeFile(join(files.directory, processMark), `${processId}\n`);
}

export async function forgetProcess(files: ClusterFiles): Promise<void> {
  await rm(join(files.directory, processMark), { force: true });
}

export async function readProcess(files: ClusterFiles): Promise<number | undefined> {
  const text = await readFile(join(files.directory, processMark), 'utf8').catch(() => '');
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}
