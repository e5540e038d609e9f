import { MlaError } from '../../errors/error.ts';
import {
  issueLimitedAccess,
  listLimitedAccess,
  revokeLimitedAccess,
  type LimitedAccess,
} from '../../kubernetes/limited-access/limited-access.ts';
import { formatTable } from '../output/table.ts';
import type { Session } from '../server/with-server.ts';
import { limitedKubeconfig } from './limited-kubeconfig.ts';
import { withCluster } from './with-cluster.ts';

/** Whose cluster, and the administrator's kubeconfig of it. */
export interface Target {
  readonly name: string;
  readonly kubeconfig: string;
}

/** Makes a kubeconfig for one namespace, says on stderr what it may do and until when, and gives it. What nobody gets is revoked. */
export async function issueKubeconfig(
  session: Session,
  { name, kubeconfig }: Target,
  {
    namespace,
    lifetimeSeconds,
    give,
  }: {
    readonly namespace: string;
    readonly lifetimeSeconds: number;
    readonly give: (kubeconfig: string) => Promise<void>;
  },
): Promise<void> {
  const { cli, output } = session;
  const issued = await withCluster(session, kubeconfig, (client) =>
    issueLimitedAccess(client, { installation: name, namespace, lifetimeSeconds }, { signal: cli.signal }),
  );
  const { id, role, expiresAt } = issued;
  const late = Date.now() + lifetimeSeconds * 1000 - Date.parse(expiresAt) > 60_000;
  const revoke = `kubeconfig ${name} --revoke ${id}`;
  output.say(
    `Role ${role} in the namespace ${namespace} until ${expiresAt}.${late ? ' The API server shortened the lifetime.' : ''} Revoke it: ${output.command?.(revoke) ?? `mla ${revoke}`}`,
  );
  try {
    await give(limitedKubeconfig(kubeconfig, name, issued));
  } catch (thrown) {
    // Also after Ctrl-C, so without the signal.
    const gone = await withCluster(session, kubeconfig, (client) =>
      revokeLimitedAccess(client, { installation: name, id }),
    ).catch(() => false);
    if (gone) output.say(`Revoked ${id}: nobody has it.`);
    throw thrown;
  }
}

/** Prints the kubeconfigs that were made for namespaces. */
export async function listKubeconfigs(session: Session, { name, kubeconfig }: Target): Promise<void> {
  const { cli, output } = session;
  const issued = await withCluster(session, kubeconfig, (client) =>
    listLimitedAccess(client, name, { signal: cli.signal }),
  );
  output.printJson({ kubeconfigs: issued });
  output.print(
    issued.length === 0
      ? 'No kubeconfigs for single namespaces.'
      : formatTable(['id', 'namespace', 'expires'], issued.map(rowOf)),
  );
}

function rowOf({ id, namespace, expiresAt }: LimitedAccess): string[] {
  return [id, namespace, Date.parse(expiresAt) < Date.now() ? `${expiresAt} (expired)` : expiresAt];
}

/** Revokes one of them. Throws access.kubeconfigUnknown. */
export async function revokeKubeconfig(
  session: Session,
  { name: installation, kubeconfig }: Target,
  id: string,
): Promise<void> {
  const { cli, output } = session;
  const done = await withCluster(session, kubeconfig, (client) =>
    revokeLimitedAccess(client, { installation, id }, { signal: cli.signal }),
  );
  if (!done) throw new MlaError('access.kubeconfigUnknown', { id, name: installation });
  output.printJson({ revoked: id });
  output.print(`Revoked ${id}. The API server can accept its token for some seconds more.`);
}
