import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ConnectionInput, ConnectionView } from '../api/contract.ts';
import { MlaError } from '../errors/error.ts';
import { readKubeconfigYaml } from '../kubernetes/kubeconfig-text.ts';

const kubeconfig = z.object({
  'current-context': z.string().optional(),
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.string(), 'insecure-skip-tls-verify': z.boolean().optional() }) })),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string().optional() }) })).min(1),
});

/** What of a connection may be shown. Throws MLA-SERVER-010 and -011 for a kubeconfig that cannot be used. */
export async function viewConnection(name: string, input: ConnectionInput, { allowLocalFiles }: { allowLocalFiles: boolean }): Promise<ConnectionView> {
  if (input.platform === 'ccp') {
    const { platform, address, username, trust } = input;
    return { name, platform, address, username, trust };
  }
  const { contexts, clusters, 'current-context': current } = parse(await readText(input, allowLocalFiles));
  const wanted = input.context ?? current ?? contexts[0]?.name;
  const context = contexts.find((entry) => entry.name === wanted);
  if (!context) throw new MlaError('MLA-SERVER-011', { reason: `it has no context ${wanted ?? ''}` });
  const cluster = clusters.find((entry) => entry.name === context.context.cluster)?.cluster;
  if (!cluster) throw new MlaError('MLA-SERVER-011', { reason: `its context ${context.name} names a cluster that is not in it` });
  return {
    name,
    platform: 'existing',
    address: cluster.server,
    ...(context.context.user !== undefined && { username: context.context.user }),
    trust: { mode: cluster['insecure-skip-tls-verify'] === true ? 'insecure' : 'system' },
    contexts: contexts.map((entry) => entry.name),
  };
}

async function readText(input: Extract<ConnectionInput, { platform: 'existing' }>, allowLocalFiles: boolean): Promise<string> {
  if (input.kubeconfig !== undefined) return input.kubeconfig;
  if (input.kubeconfigPath === undefined) throw new MlaError('MLA-SERVER-011', { reason: 'neither its text nor its path was given' });
  if (!allowLocalFiles) throw new MlaError('MLA-SERVER-010');
  try {
    return await readFile(input.kubeconfigPath, 'utf8');
  } catch (error) {
    throw new MlaError('MLA-SERVER-011', { reason: `the file ${input.kubeconfigPath} cannot be read` }, { cause: error });
  }
}

function parse(text: string): z.output<typeof kubeconfig> {
  try {
    return kubeconfig.parse(readKubeconfigYaml(text));
  } catch (error) {
    throw new MlaError('MLA-SERVER-011', { reason: 'it is not a kubeconfig' }, { cause: error });
  }
}
