import type { RunView } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import type { ApiClient } from '../../api/client.ts';

/** The newest run of an installation, or of all where no name is given. Throws `cli.noRun` when there is none. */
export async function newestRun(
  client: ApiClient,
  { name, verb }: { readonly name: string | undefined; readonly verb: string },
): Promise<RunView> {
  if (name !== undefined) await client.call('getInstallation', { params: { name } });
  const [newest] = await client.call('listRuns', {
    query: { limit: 1, ...(name !== undefined && { installation: name }) },
  });
  if (newest === undefined) throw new MlaError('cli.noRun', { name: name ?? 'any installation', verb });
  return newest;
}
