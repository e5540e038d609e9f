import { isError, MlaError } from '../../errors/error.ts';
import { type Installation, installationSchema } from '../../installation/installation.ts';
import type { ServerParts } from '../dependencies.ts';

/**
 * The installation by which the removal of a Kubeflow is followed that MLAnywhere did not install: the cluster of a
 * connection, without Kubeflow.
 * @throws `run.installationExists` where its name is taken
 */
export async function foundInstallation(
  { installations }: Pick<ServerParts, 'installations'>,
  { connection, context }: { readonly connection: string; readonly context: string | undefined },
): Promise<Installation> {
  const name = `found-${connection}`.slice(0, 40).replace(/-+$/, '');
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: {
      cluster: { platform: 'existing', connection, existing: context === undefined ? {} : { context } },
      kubeflow: null,
    },
  });
  const known = await installations.getInstallation(name).catch((thrown: unknown) => {
    if (isError(thrown, 'run.installationNotFound')) return undefined;
    throw thrown;
  });
  const isOther = known !== undefined && !isOf(known.spec, connection);
  if (isOther) throw new MlaError('run.installationExists', { installation: name });
  return installation;
}

function isOf({ spec: { cluster, kubeflow } }: Installation, connection: string): boolean {
  return kubeflow === null && 'connection' in cluster && cluster.connection === connection;
}
