import { endGroup } from '../../programs/end-group.ts';
import { runProgram } from '../../programs/run-program.ts';
import { forgetProcess, readProcess } from './cluster-files.ts';
import type { Surroundings } from './surroundings.ts';
import type { ClusterFiles } from './tool.ts';

/**
 * Ends what an earlier MLAnywhere started for this cluster and could not end
 * because it was killed itself. Process ids are used again by other programs:
 * only one whose arguments name the cluster's own directory is ended.
 */
export async function endOrphan(files: ClusterFiles, { environment }: Surroundings): Promise<boolean> {
  const processId = await readProcess(files);
  if (processId === undefined) return false;
  const isOurs = process.platform !== 'win32' && (await argumentsOf(processId, environment)).includes(files.directory);
  if (isOurs) endGroup(processId);
  await forgetProcess(files);
  return isOurs;
}

async function argumentsOf(processId: number, environment: Readonly<Record<string, string>>): Promise<string> {
  const end = await runProgram({
    file: 'ps',
    args: ['-ww', '-o', 'args=', '-p', String(processId)],
    environment,
    timeout: 5_000,
    maximumOutput: 1024 * 1024,
  });
  return end.stdout.toString('utf8');
}
