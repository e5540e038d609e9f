import { dump } from 'js-yaml';
import { readPem, type PemField } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import {
  chooseContext,
  parseKubeconfig,
  type KubeconfigCluster,
  type KubeconfigUser,
} from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { resolveCommand, resolveNamedFile } from '../../kubernetes/kubeconfig/named-files.ts';

/** Fields that may name a file, each with the one that holds its content instead (`<field>-data`). */
const fileFields: readonly PemField[] = ['certificate-authority', 'client-certificate', 'client-key'];

/**
 * A kubeconfig with one context only, which is its current one: nobody is
 * handed the way to other clusters. It works from any folder: certificates in
 * files are taken in, and what stays a file (a token that is renewed, a login
 * program) is named by its whole path. `baseDirectory` is that of the file,
 * absent for an uploaded text.
 */
export async function selectContext(
  yaml: string,
  options: { context: string | undefined; baseDirectory: string | undefined },
): Promise<string> {
  const { baseDirectory } = options;
  const config = parseKubeconfig(yaml);
  const { context: name } = chooseContext(config, options.context);
  const context = config.contexts?.find((one) => one.name === name);
  const cluster = config.clusters?.find((one) => one.name === context?.context.cluster);
  const user = config.users?.find((one) => one.name === context?.context.user);
  return dump(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': name,
      contexts: context === undefined ? [] : [context],
      clusters:
        cluster === undefined ? [] : [{ ...cluster, cluster: await takeFilesIn(cluster.cluster, baseDirectory) }],
      users:
        user === undefined
          ? []
          : [{ ...user, user: namePaths(await takeFilesIn(user.user ?? {}, baseDirectory), baseDirectory) }],
    },
    { skipInvalid: true },
  );
}

async function takeFilesIn<T extends KubeconfigCluster | KubeconfigUser>(
  owner: T,
  baseDirectory: string | undefined,
): Promise<T> {
  const taken: Record<string, unknown> = {};
  for (const field of fileFields) {
    const pem = owner[field] ? await readPem(owner, field, baseDirectory) : undefined;
    if (pem !== undefined)
      Object.assign(taken, { [field]: undefined, [`${field}-data`]: Buffer.from(pem).toString('base64') });
  }
  return { ...owner, ...taken };
}

function namePaths(user: KubeconfigUser, baseDirectory: string | undefined): KubeconfigUser {
  const { tokenFile, exec } = user;
  return {
    ...user,
    ...(tokenFile && baseDirectory !== undefined ? { tokenFile: resolveNamedFile(baseDirectory, tokenFile) } : {}),
    ...(exec ? { exec: { ...exec, command: resolveCommand(baseDirectory, exec.command) } } : {}),
  };
}
